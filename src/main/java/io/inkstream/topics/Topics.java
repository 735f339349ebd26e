package io.inkstream.topics;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_MS_CONFIG;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The topics that Inkstream reads and writes, with their settings. Kafka Streams makes its internal ones itself. */
public final class Topics {

    private static final Map<String, String> DELETE = Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE);

    /**
     * A checkpoint of a few MiB replaces another every few seconds while the trainer is fast, and only closed segments are
     * compacted: with Kafka's 1 GiB and 7 days a generator would read gigabytes to find the newest. And what a model forgot is to be gone
     * within the hour, however little else was withdrawn.
     */
    private static final Map<String, String> CHECKPOINTS = Map.of(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_COMPACT,
            SEGMENT_BYTES_CONFIG,
            Integer.toString(64 << 20),
            SEGMENT_MS_CONFIG,
            Integer.toString(10 * 60 * 1000),
            MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.1",
            MAX_COMPACTION_LAG_MS_CONFIG,
            Integer.toString(60 * 60 * 1000));

    /** What was read and committed is of no use any more: hours are left to stand still in. */
    private static final Map<String, String> BRIEF = Map.of(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_DELETE,
            RETENTION_MS_CONFIG,
            Long.toString(24L * 60 * 60 * 1000),
            SEGMENT_BYTES_CONFIG,
            Integer.toString(64 << 20));

    private static final Map<String, String> DEAD_LETTERS = Map.of(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_DELETE,
            MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(DeadLetter.LARGEST_BYTES));

    private Topics() {}

    /** Every topic, in the order that data passes through them. */
    public static List<TopicSpec> all(Configuration configuration) {
        var replication = (short) configuration.integer(Keys.REPLICATION_FACTOR);
        var corpus = configuration.integer(Keys.CORPUS_PARTITIONS);
        var training = configuration.integer(Keys.TRAINING_PARTITIONS);
        var prompts = configuration.integer(Keys.PROMPTS_PARTITIONS);
        var topics = new ArrayList<>(List.of(
                new TopicSpec(TopicNames.CORPUS, corpus, replication, DELETE),
                new TopicSpec(TopicNames.CORPUS_ORDERED, training, replication, DELETE),
                new TopicSpec(TopicNames.CHECKPOINTS, 1, replication, CHECKPOINTS),
                new TopicSpec(TopicNames.METRICS, 1, replication, DELETE),
                new TopicSpec(TopicNames.REQUESTS, training, replication, DELETE),
                new TopicSpec(TopicNames.PROMPTS, prompts, replication, DELETE),
                new TopicSpec(TopicNames.GENERATED, prompts, replication, DELETE),
                new TopicSpec(TopicNames.DEAD_LETTERS, 1, replication, DEAD_LETTERS)));
        if (configuration.flag(Keys.CORPUS_SCORES)) {
            topics.add(topics.size() - 1, new TopicSpec(TopicNames.SCORES, training, replication, DELETE));
            topics.add(topics.size() - 1, new TopicSpec(TopicNames.ALERTS, 1, replication, DELETE));
            topics.add(topics.size() - 1, new TopicSpec(TopicNames.FEEDBACK, 1, replication, DELETE));
        }
        int shards = configuration.integer(Keys.MODEL_SHARDS);
        if (shards > 1) {
            topics.add(topics.size() - 1, new TopicSpec(TopicNames.ROUNDS, shards, replication, BRIEF));
            topics.add(topics.size() - 1, new TopicSpec(TopicNames.PARTS, training, replication, BRIEF));
        }
        configuration
                .list(Keys.REPLY_TOPICS)
                .forEach(name -> topics.add(topics.size() - 1, new TopicSpec(name, prompts, replication, DELETE)));
        return List.copyOf(topics);
    }
}
