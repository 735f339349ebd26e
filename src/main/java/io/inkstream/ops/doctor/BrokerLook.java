package io.inkstream.ops.doctor;

import io.inkstream.runtime.BrokerUnavailableException;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.Keys;
import io.inkstream.runtime.TopicAdmin;
import io.inkstream.runtime.TopicSpec;
import io.inkstream.runtime.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;

/** The brokers, the topics' settings, and what we may do with them. */
final class BrokerLook {

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Set<AclOperation> NEEDED = Set.of(AclOperation.READ, AclOperation.WRITE);

    private final Configuration configuration;
    private final List<Finding> findings = new ArrayList<>();

    BrokerLook(Configuration configuration) {
        this.configuration = configuration;
    }

    List<Finding> findings() {
        try {
            TopicAdmin.awaitBroker(configuration.kafka(), WAIT);
        } catch (BrokerUnavailableException e) {
            return List.of(Finding.bad(
                    "Brokers",
                    e.getMessage(),
                    "see that a broker runs there and that this machine may reach it; bootstrap.servers, and kafka.security.*"
                            + " where it wants a log-in. One to try with: bin/inkstream broker"));
        }
        try (var admin = Admin.create(configuration.kafka())) {
            int brokers = admin.describeCluster().nodes().get().size();
            brokers(brokers);
            var there = topics();
            if (!there.isEmpty()) {
                rights(admin, there);
            }
        } catch (ExecutionException e) {
            findings.add(Finding.bad(
                    "Brokers", e.getCause().getMessage(), "ask whoever runs the brokers about this answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            findings.add(Finding.bad("Brokers", e.getMessage(), "check the settings under kafka."));
        }
        return List.copyOf(findings);
    }

    private void brokers(int count) {
        int replication = configuration.integer(Keys.REPLICATION_FACTOR);
        String found = count + (count == 1 ? " broker" : " brokers") + " at "
                + configuration.string(Keys.BOOTSTRAP_SERVERS) + ", replication.factor=" + replication;
        if (replication > count) {
            findings.add(
                    Finding.bad("Brokers", found, "set replication.factor to at most " + count + ", or add brokers"));
        } else if (count > 1 && replication == 1) {
            findings.add(Finding.doubtful(
                    "Brokers",
                    found,
                    "set replication.factor=" + Math.min(3, count) + ": with one copy a lost broker loses text"));
        } else {
            findings.add(Finding.good("Brokers", found));
        }
    }

    /** Gives the names of those of our topics that are there. */
    private List<String> topics() {
        var wanted = Topics.all(configuration);
        try (var admin = new TopicAdmin(configuration.kafka())) {
            var there = admin.list().stream().map(TopicSpec::name).collect(Collectors.toSet());
            var missing = wanted.stream()
                    .map(TopicSpec::name)
                    .filter(name -> !there.contains(name))
                    .toList();
            if (!missing.isEmpty()) {
                findings.add(Finding.bad(
                        "Topics",
                        String.join(", ", missing) + (missing.size() == 1 ? " does" : " do") + " not exist",
                        "create them: bin/inkstream topics create"));
            }
            var present = wanted.stream()
                    .filter(topic -> there.contains(topic.name()))
                    .toList();
            var differing = present.stream()
                    .map(topic -> topic.name() + " " + String.join(", ", admin.differences(topic)))
                    .filter(line -> !line.endsWith(" "))
                    .toList();
            if (!differing.isEmpty()) {
                findings.add(
                        Finding.doubtful(
                                "Topics",
                                String.join("; ", differing),
                                "change the topic (kafka-configs --alter, kafka-topics --alter), or the key that says what is expected"));
            }
            if (missing.isEmpty() && differing.isEmpty()) {
                findings.add(Finding.good(
                        "Topics", "all " + wanted.size() + " are there, with the settings they should have"));
            }
            return present.stream().map(TopicSpec::name).toList();
        }
    }

    private void rights(Admin admin, List<String> topics) throws ExecutionException, InterruptedException {
        var descriptions = admin.describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames()
                .get();
        var lacking = new ArrayList<String>();
        descriptions.forEach((name, topic) -> {
            if (topic.authorizedOperations() != null) {
                var lacks = new HashSet<>(NEEDED);
                lacks.removeAll(topic.authorizedOperations());
                if (!lacks.isEmpty()) {
                    lacking.add(name + " " + lacks);
                }
            }
        });
        findings.add(
                lacking.isEmpty()
                        ? Finding.good("Rights", "this user may read and write all of them")
                        : Finding.bad(
                                "Rights",
                                "this user lacks " + String.join(", ", lacking),
                                "grant them with kafka-acls, and ALL on groups and transactional ids that begin with "
                                        + configuration.string(Keys.APPLICATION_ID)));
    }
}
