package io.inkstream.serde;

import org.apache.kafka.common.errors.SerializationException;

/**
 * A record that cannot be used. The message is the reason, for people: it becomes the dead letter's. There is no stack trace, for
 * where in the code a record was found wanting says nothing about the record.
 */
public final class UnreadableException extends RuntimeException {

    /** The kinds of reasons that there are, few enough to count each. */
    public enum Reason {
        /** There is no value, or it is empty. */
        NO_TEXT,
        NOT_UTF8,
        /** It is not JSON, or has no text in the field that is wanted. */
        FIELD,
        /** The key does not name a model. */
        MODEL,
        /** The key names one model more than are trained. */
        MODELS_MAX,
        KEY_TOO_LONG,
        /** It is a record of another kind than its topic has. */
        OTHER_RECORD,
        /** It claims to be Avro and cannot be read, or its schema is unknown. */
        AVRO,
        /** It asks for what cannot be done. */
        REQUEST,
        /** It is said to be JSON and is no JSON object. */
        JSON,
        OTHER;

        /** The kind of what kept a record from being used. */
        public static Reason of(Throwable failure) {
            if (failure instanceof UnreadableException unreadable) {
                return unreadable.kind;
            }
            return failure instanceof SerializationException ? AVRO : OTHER;
        }
    }

    private final Reason kind;

    /** @param reason what was expected, what was found, and what to do */
    public UnreadableException(String reason) {
        this(reason, null);
    }

    /**
     * @param reason what was expected, what was found, and what to do
     * @param cause what found it, or null
     */
    public UnreadableException(String reason, Throwable cause) {
        super(reason, cause, true, false);
        this.kind = Reason.OTHER;
    }

    /**
     * @param kind the kind of the reason
     * @param reason what was expected, what was found, and what to do
     */
    public UnreadableException(Reason kind, String reason) {
        super(reason, null, true, false);
        this.kind = kind;
    }
}
