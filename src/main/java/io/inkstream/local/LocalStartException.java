package io.inkstream.local;

/** Something that runs on this machine alone could not start. The message says what stood in the way and what to do. */
public final class LocalStartException extends RuntimeException {

    public LocalStartException(String message) {
        super(message);
    }

    public LocalStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
