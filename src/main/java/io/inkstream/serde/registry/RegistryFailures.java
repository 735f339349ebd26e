package io.inkstream.serde.registry;

import io.inkstream.serde.AvroSerde;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Tells a registry that is away from a record that is bad, for {@link AvroSerde} and for Confluent's serde. The first is a reason
 * to stop and try again, the second a reason for a dead letter.
 */
public final class RegistryFailures {

    /** How Confluent's RestClientException ends its message; a 5xx, 401, 403 or 429 is the registry's or the set-up's fault. */
    private static final Pattern REST_ERROR = Pattern.compile("error code: (5|401|403|429)\\d*\\s*$");

    private RegistryFailures() {}

    /**
     * Whether a failure to read or write a record came from the registry or the way to it. False for everything that lies in the
     * record's bytes, an {@link java.io.EOFException} among them.
     *
     * @param failure what a serializer or deserializer threw, or null
     */
    public static boolean isUnavailable(Throwable failure) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        for (var cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (saysUnavailable(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysUnavailable(Throwable cause) {
        return cause instanceof RegistryUnavailableException
                || cause instanceof SocketException // refused, reset, no route
                || cause instanceof UnknownHostException
                || cause instanceof HttpTimeoutException
                || cause instanceof InterruptedIOException // SocketTimeoutException
                || cause instanceof SSLException
                || cause instanceof RetriableException // Confluent's for a time-out
                || isRefusedLogIn(cause)
                || isRestError(cause);
    }

    /** Confluent's serde says it like this; Kafka says so of its own topics and groups with a subclass, and goes on saying it. */
    private static boolean isRefusedLogIn(Throwable cause) {
        return cause instanceof InvalidConfigurationException && !(cause instanceof AuthorizationException);
    }

    private static boolean isRestError(Throwable cause) {
        return cause.getClass().getSimpleName().equals("RestClientException")
                && cause.getMessage() != null
                && REST_ERROR.matcher(cause.getMessage()).find();
    }
}
