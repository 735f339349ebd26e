package io.inkstream.train.corpus;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * What a record of {@code corpus-ordered} must be to be learned. The trainer makes a dead letter of any other, and whoever learns the
 * topic again passes the same ones over.
 */
public final class OrderedRecord {

    private OrderedRecord() {}

    /** @throws UnreadableException if the key names no model */
    public static String model(byte[] key) {
        String model = key == null ? "" : LenientText.utf8(key);
        if (!CheckpointKeys.isModelName(model)) {
            throw new UnreadableException(
                    UnreadableException.Reason.MODEL, "the key must be a model's name: " + CheckpointKeys.MODEL_NAME);
        }
        return model;
    }

    /** What a person said; empty where the record is text, or nothing that can be used. */
    public static Optional<Verdict> verdict(Headers headers, byte[] value) {
        return value != null && value.length == 0 ? Verdict.from(headers) : Optional.empty();
    }

    /** What was left out here; empty where the record is text, or nothing that can be used. */
    public static Optional<LeftOut> leftOut(Headers headers, byte[] value) {
        return value != null && value.length == 0 ? LeftOut.from(headers) : Optional.empty();
    }

    /** Whether the record says that text was left out, and is none. */
    public static boolean isLeftOut(Headers headers, byte[] value) {
        return leftOut(headers, value).isPresent();
    }

    /** @throws UnreadableException if there is no text, or it is not UTF-8, or the headers say that it is Avro */
    public static String text(Headers headers, byte[] value) {
        SchemaHeader.refuse(headers);
        String text = LenientText.utf8(value);
        if (text.isEmpty()) {
            throw new UnreadableException(
                    UnreadableException.Reason.NO_TEXT,
                    "a record of " + TopicNames.CORPUS_ORDERED + " must have text: it is empty");
        }
        return text;
    }
}
