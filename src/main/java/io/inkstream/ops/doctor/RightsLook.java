package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * What this user may do, against what each part of Inkstream needs. Brokers do not say of a group or a transactional id what one may
 * do with it before it is there, so that is tried in ways that change nothing: a member that does not exist is told to leave a
 * group, a topic is asked for without being made, and a transactional id that nobody uses is claimed, which the brokers forget.
 */
final class RightsLook {

    /** No instance has this name, and no transactional id or topic of a topology ends with it. */
    private static final String NOBODY = "doctor";

    private final Configuration configuration;
    private final Admin admin;
    private final Map<String, Set<AclOperation>> topics;
    private final List<Finding> findings = new ArrayList<>();

    /** @param topics what this user may do with each topic that is there; nothing, where it may not even see it */
    RightsLook(Configuration configuration, Admin admin, Map<String, Set<AclOperation>> topics) {
        this.configuration = configuration;
        this.admin = admin;
        this.topics = topics;
    }

    List<Finding> findings() throws InterruptedException {
        var lacking = new TreeMap<String, Set<String>>();
        for (var role : Role.all(configuration)) {
            lacking.put(role.name(), lackedBy(role));
        }
        var able = lacking.keySet().stream()
                .filter(role -> lacking.get(role).isEmpty())
                .toList();
        if (!able.isEmpty()) {
            findings.add(Finding.good("Rights", "this user has those of: " + String.join(", ", able)));
        }
        lacking.forEach((role, rights) -> {
            if (!rights.isEmpty()) {
                findings.add(finding(role, rights, able.isEmpty()));
            }
        });
        return List.copyOf(findings);
    }

    private static Finding finding(String role, Set<String> rights, boolean isNobody) {
        String found = "not those of a " + role + ": " + String.join(", ", rights);
        return isNobody
                ? Finding.bad("Rights", found, "grant them with kafka-acls, as docs/security.md lists them")
                : Finding.doubtful(
                        "Rights",
                        found,
                        "fine if no " + role
                                + " runs as this user; otherwise grant them, as docs/security.md lists them");
    }

    private Set<String> lackedBy(Role role) throws InterruptedException {
        var lacking = new TreeSet<String>();
        role.topics().forEach((topic, needed) -> {
            if (topics.containsKey(topic)) {
                var lacks = new HashSet<>(needed);
                lacks.removeAll(topics.get(topic));
                lacks.forEach(operation -> lacking.add(SecurityUtils.operationName(operation) + " on topic " + topic));
            }
        });
        for (var group : role.groups().entrySet()) {
            if (isRefused(used(group.getKey(), group.getValue()), "Groups", "offsets.topic.replication.factor")) {
                lacking.add(SecurityUtils.operationName(group.getValue()) + " on group " + group.getKey());
            }
        }
        if (role.application().isPresent()) {
            String application = role.application().get();
            if (isRefused(claimed(application), "Transactions", "transaction.state.log.replication.factor")) {
                lacking.add("Write on transactional ids " + application + "-");
            }
            if (isRefused(made(application), "Topics", "default.replication.factor")) {
                lacking.add("Create on topics " + application + "-");
            }
        }
        return lacking;
    }

    private KafkaFuture<?> used(String group, AclOperation operation) {
        if (operation == AclOperation.DESCRIBE) {
            return admin.describeConsumerGroups(List.of(group)).all();
        }
        var nobody = new MemberToRemove(NOBODY);
        var leave = new RemoveMembersFromConsumerGroupOptions(List.of(nobody));
        return admin.removeMembersFromConsumerGroup(group, leave).memberResult(nobody);
    }

    private KafkaFuture<?> claimed(String application) {
        return admin.fenceProducers(List.of(application + "-" + NOBODY)).all();
    }

    private KafkaFuture<?> made(String application) {
        var topic = new NewTopic(application + "-" + NOBODY, 1, (short) 1);
        return admin.createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(true))
                .all();
    }

    /** Whether the answer was that this user may not; any other means that it may, and one that does not come is a finding. */
    private boolean isRefused(KafkaFuture<?> answer, String what, String setting) throws InterruptedException {
        try {
            answer.get();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                none(what, e.getCause(), setting);
            }
            return e.getCause() instanceof AuthorizationException;
        }
    }

    private void none(String what, Throwable cause, String setting) {
        if (findings.stream().noneMatch(finding -> finding.what().equals(what))) {
            findings.add(Finding.bad(
                    what,
                    "the brokers cannot answer (" + cause.getMessage() + ")",
                    "their " + setting + " must be at most the number of brokers; see their logs"));
        }
    }
}
