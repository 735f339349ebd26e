package io.inkstream.topics;

/** No broker answered. The message names the addresses, how long it was tried, and what to check. */
public final class BrokerUnavailableException extends RuntimeException {

    BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
