package io.inkstream.train.corpus;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.UnreadableException;
import java.util.stream.Collectors;

/** Which model a record of {@code corpus-in} feeds. */
public sealed interface ModelNaming {

    /**
     * @param key the record's key, or null
     * @return the model's name
     * @throws UnreadableException if the key names no model; the message says why
     */
    String model(byte[] key);

    /** Every record feeds one model. */
    record Single(String name) implements ModelNaming {
        @Override
        public String model(byte[] key) {
            return name;
        }
    }

    /** A record feeds the model that its key names. */
    record ByKey() implements ModelNaming {

        private static final int SHOWN = 20;

        @Override
        public String model(byte[] key) {
            if (key == null) {
                throw new UnreadableException(
                        UnreadableException.Reason.MODEL,
                        "with model.by=key the record's key must name a model: the key is null; give each record a key"
                                + " (corpus send --key NAME), or train one model of all with model.by=single");
            }
            String name = LenientText.utf8(key);
            if (!CheckpointKeys.isModelName(name)) {
                throw new UnreadableException(
                        UnreadableException.Reason.MODEL,
                        "a model's name must be " + CheckpointKeys.MODEL_NAME
                                + ", for it is typed on command lines and in"
                                + " URLs: the key has " + name.length() + " characters"
                                + (name.isEmpty() ? "" : " and begins with " + beginning(name)));
            }
            return name;
        }

        /** The first few characters, those that are not printable as {@code ?}. */
        private static String beginning(String name) {
            return name.codePoints()
                    .limit(SHOWN)
                    .mapToObj(c -> c > ' ' && c < 0x7F ? Character.toString(c) : "?")
                    .collect(Collectors.joining());
        }
    }
}
