package io.inkstream.streams.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What others see of an instance, at one moment.
 *
 * @param client does the work, or did last
 * @param since since when the client is in its state
 * @param working since when the client is in working order; empty if it never was
 * @param hasRun whether this client or one before it was in working order at any time
 * @param beginsAgain whether the client has failed and is about to be replaced
 * @param error what ended it, or is about to
 * @param reason the same in words
 */
record View(
        KafkaStreams client,
        Instant since,
        Optional<Instant> working,
        boolean hasRun,
        boolean beginsAgain,
        Optional<Throwable> error,
        Optional<String> reason) {

    static View first(KafkaStreams client, Instant now) {
        return new View(client, now, Optional.empty(), false, false, Optional.empty(), Optional.empty());
    }

    View replacedBy(KafkaStreams next, Instant now) {
        return new View(next, now, Optional.empty(), hasRun, false, error, reason);
    }

    View at(KafkaStreams.State state, Instant now) {
        boolean runs = state == KafkaStreams.State.RUNNING;
        return new View(
                client,
                now,
                runs && working.isEmpty() ? Optional.of(now) : working,
                hasRun || runs,
                beginsAgain,
                error,
                reason);
    }

    View beginningAgain() {
        return new View(client, since, working, hasRun, true, error, reason);
    }

    View failed(Throwable failure, String why) {
        return new View(client, since, working, hasRun, false, Optional.of(failure), Optional.of(why));
    }

    /** How long the client has been in working order. */
    Duration worked(Instant now) {
        return working.map(begin -> Duration.between(begin, now)).orElse(Duration.ZERO);
    }
}
