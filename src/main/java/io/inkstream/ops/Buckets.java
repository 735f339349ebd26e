package io.inkstream.ops;

import java.time.Duration;
import java.util.stream.LongStream;

/** The limits of histograms. */
final class Buckets {

    private Buckets() {}

    static Duration[] ofMillis(long... millis) {
        return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
