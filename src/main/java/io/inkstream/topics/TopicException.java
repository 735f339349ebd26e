package io.inkstream.topics;

/** The cluster refused what was asked of a topic. The message names the topic and Kafka's reason. */
public final class TopicException extends RuntimeException {

    TopicException(String message, Throwable cause) {
        super(message, cause);
    }
}
