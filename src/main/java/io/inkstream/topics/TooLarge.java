package io.inkstream.topics;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Says which record was too large for its topic: Kafka's own words name neither. */
public final class TooLarge {

    private static final int KEY_SHOWN = 200;

    private TooLarge() {}

    /** The same failure, or, of a record that is too large, one that names topic, key and what to do. */
    public static Exception named(ProducerRecord<?, ?> record, byte[] key, byte[] value, Exception failure) {
        if (!(failure instanceof RecordTooLargeException)) {
            return failure;
        }
        int bytes = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        var named =
                new RecordTooLargeException(("topic %s does not take the record with the key %s: key and value have %,d"
                                + " bytes, more than its max.message.bytes. Raise that (kafka-configs --alter --entity-type topics"
                                + " --entity-name %s --add-config max.message.bytes=%d) and start this again; nothing is lost")
                        .formatted(
                                record.topic(),
                                shown(key),
                                bytes,
                                record.topic(),
                                Math.max(MaxMessageBytes.DEFAULT, bytes + 1024)));
        named.addSuppressed(failure);
        return named;
    }

    private static String shown(byte[] key) {
        if (key == null) {
            return "null";
        }
        String text = new String(key, StandardCharsets.UTF_8);
        return text.codePoints()
                .limit(KEY_SHOWN)
                .mapToObj(c -> c >= ' ' && c < 0x7F ? Character.toString(c) : "?")
                .collect(Collectors.joining());
    }
}
