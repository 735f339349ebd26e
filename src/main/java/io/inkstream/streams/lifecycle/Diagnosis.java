package io.inkstream.streams.lifecycle;

import io.inkstream.serde.registry.RegistryFailures;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TopologyException;

/**
 * What ended a client: whether another start may mend it, and why in words.
 *
 * <p>The rule: what the clients of Kafka and of the registry throw, an instance survives, because whatever they were at is in a
 * transaction, and a new client begins at the last one that was committed. Not survived is what a new start meets again: an answer
 * of the broker that is final ({@link #FINAL}), and whatever our own code throws.
 *
 * @param reason for people, as far as it is known what to do about it
 */
public record Diagnosis(Kind kind, String reason) {

    /** Whether another start may mend it. */
    public enum Kind {
        /** A broker or registry out of reach, or slow: it passes, however long it takes. */
        OUTAGE,
        /** The clock was set back: clients made before it stand still until it is again as late as it was. */
        CLOCK,
        /** A topic that it reads is not there: it waits for it, however long it takes. */
        TOPIC,
        /** Another failure of a client: a new one may have better luck, but not for ever. */
        CLIENT,
        /** Local state that cannot be read: it is made anew from its changelogs. */
        LOCAL_STATE,
        /** It would come again. */
        LASTING
    }

    private static final List<Class<? extends KafkaException>> FINAL = List.of(
            AuthorizationException.class,
            ConfigException.class,
            FencedInstanceIdException.class,
            InvalidTimestampException.class,
            InvalidTopicException.class,
            PolicyViolationException.class,
            RecordBatchTooLargeException.class,
            RecordTooLargeException.class,
            SerializationException.class,
            TopologyException.class,
            UnsupportedVersionException.class);

    private static final String CLIENTS = "org.apache.kafka.clients.";
    private static final String DISK_FULL = "No space left on device";

    /** Of what a client or a processor threw, wherever it is in the chain of causes. */
    public static Diagnosis of(Throwable failure, Sentences sentences) {
        return new Diagnosis(kind(failure), sentences.of(failure).orElseGet(() -> innermostMessage(failure)));
    }

    /** Whether it is waited for, however long it takes. */
    static boolean isWaitedFor(Kind kind) {
        return kind == Kind.OUTAGE || kind == Kind.TOPIC || kind == Kind.CLOCK;
    }

    /** Whether another try may mend it; without the words. */
    public static Kind kind(Throwable failure) {
        if (failure instanceof ClockWatch.SetBackException) {
            return Kind.CLOCK;
        }
        // A broker that refuses the log-in says so with the causes of a registry that is out of reach.
        if (find(failure, AuthenticationException.class).isPresent()) {
            return Kind.LASTING;
        }
        if (RegistryFailures.isUnavailable(failure)) {
            return Kind.OUTAGE;
        }
        if (isFinal(failure) || isDiskFull(failure) || causes(failure).anyMatch(Error.class::isInstance)) {
            return Kind.LASTING;
        }
        if (find(failure, ProcessorStateException.class).isPresent()) {
            return Kind.LOCAL_STATE;
        }
        if (find(failure, MissingSourceTopicException.class).isPresent()) {
            return Kind.TOPIC;
        }
        if (find(failure, RetriableException.class).isPresent()) {
            return Kind.OUTAGE;
        }
        return isOfClient(innermost(failure)) ? Kind.CLIENT : Kind.LASTING;
    }

    /** Clients throw Java's exceptions too, as where a transaction that timed out is to be gone on with. */
    private static boolean isOfClient(Throwable cause) {
        var trace = cause.getStackTrace();
        return cause instanceof KafkaException
                || trace.length > 0 && trace[0].getClassName().startsWith(CLIENTS);
    }

    private static boolean isFinal(Throwable failure) {
        return FINAL.stream().anyMatch(type -> find(failure, type).isPresent());
    }

    static boolean isDiskFull(Throwable failure) {
        return causes(failure)
                .anyMatch(cause ->
                        cause.getMessage() != null && cause.getMessage().contains(DISK_FULL));
    }

    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static Throwable innermost(Throwable failure) {
        return causes(failure).reduce((outer, inner) -> inner).orElse(failure);
    }

    /** Kafka Streams wraps what a processor threw in messages with whole stack traces in them. */
    private static String innermostMessage(Throwable failure) {
        return causes(failure)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((outer, inner) -> inner)
                .orElseGet(failure::toString);
    }
}
