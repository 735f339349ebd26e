package io.inkstream.ops.dashboard;

import io.inkstream.config.Configuration;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The newest records of {@code inkstream-dead-letters}, with reason and content. */
final class DeadLetterBox implements AutoCloseable {

    private static final int SHOWN_MAX = 50;
    private static final int BYTES_SHOWN = 256;

    private final Deque<Letter> newest = new ArrayDeque<>();
    private final Tail tail;

    DeadLetterBox(Configuration configuration) {
        tail = new Tail(configuration, TopicNames.DEAD_LETTERS, reader -> reader.toLast(SHOWN_MAX), this::take);
    }

    /**
     * A dead letter, and the place of its record.
     *
     * @param letterPartition where the letter itself is
     * @param letterOffset likewise
     * @param hex the beginning of the value, two digits a byte; null without a value
     * @param text the same as text, what is not UTF-8 replaced
     * @param bytes how long the value is
     */
    record Letter(
            int letterPartition,
            long letterOffset,
            String topic,
            String partition,
            String offset,
            String reason,
            long time,
            int bytes,
            String hex,
            String text) {}

    private synchronized void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        byte[] shown = value == null ? null : Arrays.copyOf(value, Math.min(value.length, BYTES_SHOWN));
        newest.addFirst(new Letter(
                record.partition(),
                record.offset(),
                header(record, DeadLetters.TOPIC),
                header(record, DeadLetters.PARTITION),
                header(record, DeadLetters.OFFSET),
                header(record, DeadLetters.MESSAGE),
                record.timestamp(),
                value == null ? 0 : value.length,
                shown == null ? null : HexFormat.ofDelimiter(" ").formatHex(shown),
                shown == null ? null : new String(shown, StandardCharsets.UTF_8)));
        while (newest.size() > SHOWN_MAX) {
            newest.removeLast();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** What follows the topic. */
    Tail tail() {
        return tail;
    }

    synchronized List<Letter> newest() {
        return List.copyOf(newest);
    }

    @Override
    public void close() {
        tail.close();
    }
}
