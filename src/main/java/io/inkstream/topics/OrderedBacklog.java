package io.inkstream.topics;

import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import io.inkstream.train.corpus.Thinning;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second, in a thread of its own, at the oldest record of each partition of {@code corpus-ordered} that the trainers have not read: whichever instance
 * that is, its group has committed where it stands. Safe for threads.
 */
public final class OrderedBacklog implements Thinning.Backlog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrderedBacklog.class);
    private static final long EVERY_MS = 1000;
    private static final Duration WAIT = Duration.ofMillis(500);

    private final Map<String, Object> settings;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** By partition. */
    private volatile List<OptionalLong> oldest = List.of();
    /** Whether the last look failed, which is said once. */
    private boolean failed;

    /** One that has not begun. */
    public OrderedBacklog(Configuration configuration) {
        settings = new HashMap<>(configuration.kafka());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, configuration.applicationId("train"));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    }

    /** Begins to look. */
    public void start() {
        var thread = new Thread(this::run, "train-backlog");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public long oldest(String model) {
        var now = oldest;
        return now.isEmpty()
                ? Long.MAX_VALUE
                : now.get(Utils.toPositive(Utils.murmur2(Utils.utf8(model))) % now.size())
                        .orElse(Long.MAX_VALUE);
    }

    private void run() {
        try {
            while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS)) {
                lookUntilAFailure();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With a consumer of its own: that one cannot be made is a failure too, and the next look tries again. */
    private void lookUntilAFailure() throws InterruptedException {
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            do {
                oldest = look(consumer);
                failed = false;
            } while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS));
        } catch (KafkaException e) {
            oldest = List.of();
            if (!failed) {
                LOG.warn(
                        "How far the trainers are behind on {} is not known, so behind=thin goes by each record's own age until it is",
                        TopicNames.CORPUS_ORDERED,
                        e);
            }
            failed = true;
        }
    }

    private static List<OptionalLong> look(Consumer<byte[], byte[]> consumer) {
        var partitions = consumer.partitionsFor(TopicNames.CORPUS_ORDERED).stream()
                .map(info -> new TopicPartition(TopicNames.CORPUS_ORDERED, info.partition()))
                .toList();
        var committed = consumer.committed(new HashSet<>(partitions));
        var ends = consumer.endOffsets(partitions);
        return partitions.stream()
                .map(partition -> oldest(consumer, partition, committed.get(partition), ends.get(partition)))
                .toList();
    }

    private static OptionalLong oldest(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, OffsetAndMetadata committed, long end) {
        if (committed != null && committed.offset() >= end) {
            return OptionalLong.empty();
        }
        consumer.assign(List.of(partition));
        if (committed == null) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, committed.offset());
        }
        for (var record : consumer.poll(WAIT)) {
            return OptionalLong.of(record.timestamp());
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
