package io.inkstream.ops.doctor;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.serde.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A part of Inkstream that logs in to the brokers, and the rights that it needs there: those of {@code docs/security.md}.
 *
 * @param topics by topic, what it does with it
 * @param groups by consumer group, what it does with it
 * @param application the id of its topology, with which its internal topics and transactional ids begin; empty if it has none
 */
record Role(
        String name,
        Map<String, Set<AclOperation>> topics,
        Map<String, AclOperation> groups,
        Optional<String> application) {

    static List<Role> all(Configuration configuration) {
        String train = configuration.applicationId("train");
        String generate = configuration.applicationId("generate");
        return List.of(
                new Role("trainer", trainerTopics(configuration), Map.of(train, READ), Optional.of(train)),
                new Role("generator", generatorTopics(configuration), Map.of(generate, READ), Optional.of(generate)),
                new Role(
                        "dashboard",
                        dashboardTopics(configuration),
                        Map.of(train, DESCRIBE, generate, DESCRIBE),
                        Optional.empty()),
                new Role(
                        "gateway",
                        Map.of(
                                TopicNames.PROMPTS,
                                Set.of(WRITE),
                                TopicNames.GENERATED,
                                Set.of(READ),
                                TopicNames.CHECKPOINTS,
                                Set.of(READ)),
                        Map.of(),
                        Optional.empty()));
    }

    private static Map<String, Set<AclOperation>> generatorTopics(Configuration configuration) {
        var topics = new TreeMap<>(Map.of(
                TopicNames.PROMPTS,
                Set.of(READ),
                TopicNames.CHECKPOINTS,
                Set.of(READ),
                TopicNames.GENERATED,
                Set.of(WRITE),
                TopicNames.DEAD_LETTERS,
                Set.of(WRITE)));
        configuration.list(Keys.REPLY_TOPICS).forEach(name -> topics.put(name, Set.of(WRITE)));
        return topics;
    }

    private static Map<String, Set<AclOperation>> trainerTopics(Configuration configuration) {
        var topics = new TreeMap<>(Map.of(
                TopicNames.CORPUS,
                Set.of(READ),
                TopicNames.CORPUS_ORDERED,
                Set.of(READ, WRITE),
                TopicNames.REQUESTS,
                Set.of(READ),
                TopicNames.CHECKPOINTS,
                Set.of(DESCRIBE_CONFIGS, READ, WRITE),
                TopicNames.METRICS,
                Set.of(WRITE),
                TopicNames.DEAD_LETTERS,
                Set.of(WRITE)));
        if (configuration.flag(Keys.CORPUS_SCORES)) {
            topics.put(TopicNames.SCORES, Set.of(WRITE));
            topics.put(TopicNames.ALERTS, Set.of(WRITE));
            topics.put(TopicNames.FEEDBACK, Set.of(READ));
        }
        if (configuration.integer(Keys.MODEL_SHARDS) > 1) {
            topics.put(TopicNames.ROUNDS, Set.of(READ, WRITE));
            topics.put(TopicNames.PARTS, Set.of(READ, WRITE));
        }
        return topics;
    }

    private static Map<String, Set<AclOperation>> dashboardTopics(Configuration configuration) {
        var topics = new TreeMap<>(Map.of(
                TopicNames.METRICS,
                Set.of(READ),
                TopicNames.CHECKPOINTS,
                Set.of(READ),
                TopicNames.GENERATED,
                Set.of(READ),
                TopicNames.DEAD_LETTERS,
                Set.of(READ),
                TopicNames.CORPUS,
                Set.of(DESCRIBE),
                TopicNames.CORPUS_ORDERED,
                Set.of(DESCRIBE),
                TopicNames.REQUESTS,
                Set.of(DESCRIBE),
                TopicNames.PROMPTS,
                Set.of(READ, WRITE)));
        if (configuration.flag(Keys.CORPUS_SCORES)) {
            topics.put(TopicNames.SCORES, Set.of(READ));
            topics.put(TopicNames.ALERTS, Set.of(READ));
            topics.put(TopicNames.FEEDBACK, Set.of(READ, WRITE));
            topics.put(TopicNames.CORPUS, Set.of(DESCRIBE, READ));
        }
        return topics;
    }
}
