package io.inkstream.runtime;

import java.util.Objects;
import java.util.stream.Stream;

/** What a failure comes down to: Kafka Streams wraps what a processor threw in messages with whole stack traces in them. */
final class Reason {

    private Reason() {}

    /** The message of the innermost cause that has one. */
    static String of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(cause -> cause.getMessage() != null)
                .reduce((outer, inner) -> inner)
                .map(Throwable::getMessage)
                .orElseGet(failure::toString);
    }
}
