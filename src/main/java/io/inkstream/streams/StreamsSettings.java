package io.inkstream.streams;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.serde.deadletter.DeadLetter;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is told: exactly once, local state within bounds, and a restart that takes its place at once. */
final class StreamsSettings {

    private StreamsSettings() {}

    /**
     * Of the trainer: all that was polled is learned before a stop is heard, a few slices, not a thousand. Of a checkpoint's bytes, which are
     * most of what it sends, zstd leaves some 40 % at its fastest, and little less at more work.
     */
    static Map<String, Object> trainer(Configuration c) {
        return of(
                c,
                "train",
                Map.of(
                        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                        8,
                        StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG),
                        "zstd",
                        StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG),
                        1));
    }

    /** Of the generator: a prompt should not wait for a poll that waits for company, nor its reply for a batch. */
    static Map<String, Object> generator(Configuration c) {
        return of(
                c,
                "generate",
                Map.of(
                        StreamsConfig.POLL_MS_CONFIG,
                        5,
                        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
                        1,
                        // A transaction may begin while the one before is being ended: then it is tried again.
                        StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
                        5,
                        StreamsConfig.APPLICATION_SERVER_CONFIG,
                        c.string(Keys.APPLICATION_SERVER)));
    }

    /**
     * @param topology {@code train} or {@code generate}
     * @param own what this topology has otherwise; what the user says under {@code kafka.} goes before it
     */
    static Map<String, Object> of(Configuration c, String topology, Map<String, Object> own) {
        String id = c.applicationId(topology);
        var settings = new HashMap<String, Object>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, c.string(Keys.STATE_DIR) + "/" + c.string(Keys.INSTANCE_ID));
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, c.integer(Keys.REPLICATION_FACTOR));
        settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, NotInTheFuture.class);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, c.longValue(Keys.COMMIT_INTERVAL_MS));
        // A static member: a restart takes its tasks up again at once instead of waiting out the session of the one
        // that died.
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                id + "-" + c.string(Keys.INSTANCE_ID));
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        // A full-size record with its error headers must fit on the dead letters' topic.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), DeadLetter.LARGEST_BYTES);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedStores.class);
        settings.put(BoundedStores.BYTES, c.longValue(Keys.STATE_MEMORY_BYTES));
        settings.putAll(own);
        settings.putAll(c.kafka());
        return settings;
    }
}
