package io.inkstream.train;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** How the changelogs of the trainer's stores are kept. */
final class Changelog {

    /**
     * A checkpoint of some MiB replaces the one before every few seconds. A restart reads the changelog from its beginning, and only
     * closed segments are compacted: with Kafka's 1 GiB it would read a gigabyte to find one checkpoint.
     */
    static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(16 << 20),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.1");

    private Changelog() {}
}
