package io.inkstream.train;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.UnreadableException;

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
        @Override
        public String model(byte[] key) {
            if (key == null) {
                throw new UnreadableException(
                        UnreadableException.Reason.MODEL,
                        "with model.by=key the record's key must name a model: the key is null");
            }
            String name = LenientText.utf8(key);
            if (!CheckpointKeys.isModelName(name)) {
                throw new UnreadableException(
                        UnreadableException.Reason.MODEL,
                        "a model's name must be 1 to 100 of A-Z a-z 0-9 . _ -: the key is of " + name.length()
                                + " characters and has others, or is empty");
            }
            return name;
        }
    }
}
