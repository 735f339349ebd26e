package io.inkstream.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All partitions of a topic, committed records only, without a group. For one thread, but for {@link #wakeUp}. */
public final class CommittedTopic implements AutoCloseable {

    /** How long a topic may take to be known to the broker that is asked. */
    private static final long HEARD_OF_NANOS = Duration.ofSeconds(3).toNanos();

    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(100).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /**
     * @param kafka settings of a Kafka client
     * @throws IllegalStateException if there is no such topic
     */
    public CommittedTopic(Map<String, ?> kafka, String topic) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions = partitions(topic);
        if (partitions.isEmpty()) {
            consumer.close();
            throw new IllegalStateException("topic " + topic + " does not exist; create it: inkstream topics create");
        }
        consumer.assign(partitions);
    }

    /** Asked again for a while: of a topic that was just made a broker may hear a moment later. */
    private List<TopicPartition> partitions(String topic) {
        long end = System.nanoTime() + HEARD_OF_NANOS;
        var infos = consumer.partitionsFor(topic);
        while (infos.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
            infos = consumer.partitionsFor(topic);
        }
        return infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** All partitions. */
    public List<TopicPartition> partitions() {
        return partitions;
    }

    /** The consumer, to which all partitions are assigned. */
    public Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /** Goes behind the last record of every partition, as of now. */
    public void toEnd() {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** What has arrived, waiting at most so long for a first record. */
    public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        return consumer.poll(wait);
    }

    /** Makes a {@link #poll} under way in another thread return, with a {@code WakeupException}. */
    public void wakeUp() {
        consumer.wakeup();
    }

    /** Ends at once: with no group there is nobody to tell. To end its fetch session it would wait for the fetch under way, half a second. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
