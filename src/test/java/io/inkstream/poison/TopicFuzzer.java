package io.inkstream.poison;

import io.inkstream.serde.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records for any topic: keys, values and headers at random, and good records of any of the topics, damaged, under other keys and on
 * other topics. The same seed and the same good records give the same.
 */
final class TopicFuzzer {

    /** How often each way was taken, by topic. */
    private final Map<String, Map<Way, Integer>> taken = new TreeMap<>();

    private final Random random;
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> good;
    private final List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();

    /** What is done. */
    enum Way {
        RANDOM,
        RANDOM_UNDER_GOOD_KEY,
        KEY_DAMAGED,
        KEY_WITH_ANOTHER_NUMBER,
        VALUE_BITS_FLIPPED,
        VALUE_CUT_SHORT,
        VALUE_WITH_MORE_BEHIND,
        ANOTHER_RECORDS_VALUE,
        ANOTHER_TOPICS_RECORD,
        AGAIN,
        NO_VALUE,
        NO_KEY,
        HEADERS_DAMAGED
    }

    /** @param good records of each topic, as the product and its users wrote them */
    TopicFuzzer(long seed, Map<String, List<ConsumerRecord<byte[], byte[]>>> good) {
        this.random = new Random(seed);
        this.good = good;
        good.values().forEach(all::addAll);
    }

    ProducerRecord<byte[], byte[]> next(String topic) {
        var own = good.get(topic).isEmpty() ? pick(all) : pick(good.get(topic));
        var way = Way.values()[random.nextInt(Way.values().length)];
        taken.computeIfAbsent(topic, name -> new TreeMap<>()).merge(way, 1, Integer::sum);
        byte[] key = own.key();
        byte[] value = own.value();
        switch (way) {
            case RANDOM -> {
                key = random.nextInt(4) == 0 ? null : bytes(60);
                value = bytes(300);
            }
            case RANDOM_UNDER_GOOD_KEY -> value = bytes(300);
            case KEY_DAMAGED -> key = flipped(key);
            case KEY_WITH_ANOTHER_NUMBER -> key = anotherNumber(key);
            case VALUE_BITS_FLIPPED -> value = flipped(value);
            case VALUE_CUT_SHORT ->
                value = value == null ? null : Arrays.copyOf(value, random.nextInt(value.length + 1));
            case VALUE_WITH_MORE_BEHIND -> value = joined(value, bytes(20));
            case ANOTHER_RECORDS_VALUE -> value = pick(all).value();
            case ANOTHER_TOPICS_RECORD -> {
                var other = pick(all);
                key = other.key();
                value = other.value();
            }
            case NO_VALUE -> value = null;
            case NO_KEY -> key = null;
            default -> {} // as it was, with its headers or others
        }
        if (key == null && topic.equals(TopicNames.CHECKPOINTS)) {
            key = new byte[0]; // a broker takes no record without a key for a compacted topic
        }
        var record = new ProducerRecord<>(topic, null, null, key, value);
        own.headers()
                .forEach(header -> record.headers()
                        .add(header.key(), way == Way.HEADERS_DAMAGED ? flipped(header.value()) : header.value()));
        if (way == Way.HEADERS_DAMAGED || way == Way.RANDOM) {
            record.headers().add(pick(List.of("inkstream.source", "inkstream.position", "x", "")), bytes(20));
        }
        return record;
    }

    /** So many records were made in each way. */
    Map<String, Map<Way, Integer>> taken() {
        return taken;
    }

    /** A number in the key becomes another of as many digits, or one that no long holds. */
    private byte[] anotherNumber(byte[] key) {
        if (key == null) {
            return null;
        }
        String text = new String(key, StandardCharsets.UTF_8);
        String number = pick(List.of(
                "9999999999999999999",
                "9223372036854775807",
                "%019d".formatted(random.nextInt(1_000_000)),
                "-000000000000000001",
                "0",
                ""));
        return text.replaceFirst("\\d{5,}", number).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] flipped(byte[] good) {
        if (good == null || good.length == 0) {
            return bytes(10);
        }
        byte[] flipped = good.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextInt(3) == 0) {
            bytes[0] = 0; // as Avro begins
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        if (first == null) {
            return second;
        }
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
