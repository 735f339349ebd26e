package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicException;
import io.inkstream.topics.TopicSpec;
import io.inkstream.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics: whether they are there, as they should be, and what this user may do with them. */
final class TopicsLook {

    private final Configuration configuration;
    private final Admin admin;
    private final Map<String, Set<AclOperation>> allowed = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> differing = new ArrayList<>();
    private final List<String> unseen = new ArrayList<>();

    TopicsLook(Configuration configuration, Admin admin) {
        this.configuration = configuration;
        this.admin = admin;
    }

    List<Finding> findings() throws ExecutionException, InterruptedException {
        var wanted = Topics.all(configuration);
        var answers = admin.describeTopics(
                        wanted.stream().map(TopicSpec::name).toList(),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        try (var topics = new TopicAdmin(configuration.kafka())) {
            for (var topic : wanted) {
                try {
                    var operations = answers.get(topic.name()).get().authorizedOperations();
                    allowed.put(topic.name(), operations == null ? Set.of(AclOperation.values()) : operations);
                    compare(topics, topic);
                } catch (ExecutionException e) {
                    not(topic.name(), e);
                }
            }
        }
        return findings(wanted.size());
    }

    /** What this user may do with each topic that is there; nothing, where it may not even see it. After {@link #findings()}. */
    Map<String, Set<AclOperation>> allowed() {
        return Map.copyOf(allowed);
    }

    private void compare(TopicAdmin topics, TopicSpec topic) {
        try {
            var differences = topics.differences(topic);
            if (!differences.isEmpty()) {
                differing.add(topic.name() + " " + String.join(", ", differences));
            }
        } catch (TopicException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            unseen.add(topic.name());
        }
    }

    private void not(String topic, ExecutionException e) throws ExecutionException {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
            missing.add(topic);
        } else if (e.getCause() instanceof AuthorizationException) {
            allowed.put(topic, Set.of());
            unseen.add(topic);
        } else {
            throw e;
        }
    }

    private List<Finding> findings(int wanted) {
        var findings = new ArrayList<Finding>();
        if (!missing.isEmpty()) {
            findings.add(Finding.bad(
                    "Topics",
                    String.join(", ", missing) + (missing.size() == 1 ? " does" : " do") + " not exist",
                    "create them: bin/inkstream topics create"));
        }
        if (!differing.isEmpty()) {
            findings.add(
                    Finding.doubtful(
                            "Topics",
                            String.join("; ", differing),
                            "change the topic (kafka-configs --alter, kafka-topics --alter), or the key that says what is expected"));
        }
        if (!unseen.isEmpty()) {
            findings.add(Finding.good(
                    "Topics",
                    "this user may not see the settings of " + String.join(", ", unseen) + " (DescribeConfigs)"));
        } else if (findings.isEmpty()) {
            findings.add(Finding.good("Topics", "all " + wanted + " are there, with the settings they should have"));
        }
        return findings;
    }
}
