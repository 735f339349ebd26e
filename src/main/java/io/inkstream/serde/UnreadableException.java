package io.inkstream.serde;

/**
 * A record that cannot be used. The message is the reason, for people: it becomes the dead letter's. There is no stack trace, for
 * where in the code a record was found wanting says nothing about the record.
 */
public final class UnreadableException extends RuntimeException {

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
    }
}
