package io.inkstream.serde.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Requests to the registry. What may pass (no connection, a time-out, HTTP 429 or 5xx) is tried again, on every address in turn,
 * with exponential back-off, until the patience is over. One that takes requests and is slow to answer is given more time than one that
 * cannot be reached, and each further request more than the one before, for what was given up is work for nothing. What will not pass
 * is said at once.
 */
final class RegistryHttp {

    /** How long a registry may be out of reach, or say that it is not well. */
    private static final Duration OUT_OF_REACH = Duration.ofSeconds(5);

    /** The share of the patience that the first request has; the second has twice as much, and so on. */
    private static final int FIRST_REQUEST = 15;

    /** The largest answer taken, in bytes. Confluent's registry keeps a schema in a record of at most 1 MB. */
    static final int MOST_BYTES = 4 << 20;

    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One for all serdes of this JVM with the same TLS: each client has a thread of its own, and Java 17's cannot be closed. */
    private static final Map<Optional<RegistryTls>, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    /**
     * The registry's own answer: a success, or an error that has a code.
     *
     * @param status the HTTP status, 2xx or 4xx
     * @param body a JSON object
     */
    record Reply(int status, JsonNode body) {

        boolean ok() {
            return status / 100 == 2;
        }

        int errorCode() {
            return body.path("error_code").asInt();
        }

        String message() {
            return body.path("message").asText("no message") + " (error code " + errorCode() + ")";
        }
    }

    private final List<SerdeConfig.Endpoint> endpoints;
    private final HttpClient client;
    private final Duration patience;
    private final RetryPolicy<Reply> retry;
    /** The address that answered last; a race only costs a detour. */
    private volatile int first;

    RegistryHttp(SerdeConfig config) {
        endpoints = config.registries();
        client = CLIENTS.computeIfAbsent(config.tls(), RegistryHttp::client);
        patience = config.patience();
        this.retry = RetryPolicy.<Reply>builder()
                .handleIf(
                        failure -> failure instanceof IOException && !(failure instanceof RegistryUnavailableException))
                .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(1))
                .withMaxAttempts(-1)
                .withMaxDuration(patience)
                .build();
    }

    private static HttpClient client(Optional<RegistryTls> tls) {
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECTING);
        tls.map(RegistryTls::context).ifPresent(builder::sslContext);
        return builder.build();
    }

    /** The addresses, for messages. */
    String addresses() {
        return String.join(
                ", ", endpoints.stream().map(SerdeConfig.Endpoint::base).toList());
    }

    /**
     * Sends one request, again and again where that may help.
     *
     * @param path below the registry's address, encoded
     * @param body the JSON to post, or null to get
     * @throws RegistryUnavailableException if no registry answered
     * @throws SerializationException if the answer is larger than {@link #MOST_BYTES}
     */
    Reply exchange(String path, String body) throws RegistryUnavailableException {
        try {
            return Failsafe.with(retry)
                    .get(attempt -> onAnyAddress(path, body, attempt.getAttemptCount(), attempt.getElapsedTime()));
        } catch (FailsafeException e) {
            var cause = e.getCause();
            if (cause instanceof InterruptedException interruption) {
                throw new InterruptException("interrupted while asking the schema registry", interruption);
            }
            throw cause instanceof RegistryUnavailableException unavailable ? unavailable : noAnswer(patience, cause);
        }
    }

    private RegistryUnavailableException noAnswer(Duration within, Throwable cause) {
        return new RegistryUnavailableException(
                String.format(
                        "the schema registry at %s gave no answer within %d ms: %s; see that it runs and that %s is right, "
                                + "then try again",
                        addresses(), within.toMillis(), describe(cause), SerdeConfig.URL),
                cause);
    }

    private Reply onAnyAddress(String path, String body, int attemptsBefore, Duration elapsed)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.minus(elapsed).toNanos();
        long share = patience.dividedBy(FIRST_REQUEST).toNanos() << Math.min(attemptsBefore, 4);
        IOException last = null;
        var isSlow = false;
        var from = first;
        for (var i = 0; i < endpoints.size(); i++) {
            var index = (from + i) % endpoints.size();
            try {
                var reply = send(endpoints.get(index), path, body, Math.min(share, end - System.nanoTime()));
                first = index;
                return reply;
            } catch (RegistryUnavailableException e) {
                throw e;
            } catch (IOException e) {
                last = e;
                isSlow |= e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException);
            }
        }
        if (!isSlow && elapsed.compareTo(OUT_OF_REACH) >= 0) {
            throw noAnswer(OUT_OF_REACH, last);
        }
        throw last;
    }

    private Reply send(SerdeConfig.Endpoint endpoint, String path, String body, long mostNanos)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(endpoint.base() + path)).header("Accept", CONTENT_TYPE);
        if (endpoint.authorization() != null) {
            request.header("Authorization", endpoint.authorization());
        }
        if (body != null) {
            request.header("Content-Type", CONTENT_TYPE).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        var millis = Math.max(50, mostNanos / 1_000_000);
        // The request's own time-out ends with the headers; this one holds for the body as well.
        var exchange = client.sendAsync(request.build(), headers -> new BoundedBody(MOST_BYTES));
        try {
            return read(endpoint, exchange.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no answer from " + endpoint + " within " + millis + " ms");
        } catch (ExecutionException e) {
            throw asIoException(endpoint, e.getCause());
        } finally {
            exchange.cancel(true); // closes the connection of an exchange that is not over
        }
    }

    private static IOException asIoException(SerdeConfig.Endpoint endpoint, Throwable cause) {
        if (cause instanceof BoundedBody.TooLarge) {
            throw new SerializationException(
                    "the schema registry at " + endpoint + " answered with " + cause.getMessage()
                            + ", expected a schema of less; the record is taken as unreadable",
                    cause);
        }
        return cause instanceof IOException io ? io : new IOException(describe(cause), cause);
    }

    private static Reply read(SerdeConfig.Endpoint endpoint, HttpResponse<byte[]> response) throws IOException {
        var status = response.statusCode();
        if (status / 100 == 5 || status == 429) {
            throw new IOException("HTTP " + status + " from " + endpoint);
        }
        if (status == 401 || status == 403) {
            throw new RegistryUnavailableException(
                    "the schema registry at " + endpoint + " refused the credentials (HTTP " + status + "): check "
                            + RegistryLogin.CREDENTIALS_SOURCE + " and " + RegistryLogin.USER_INFO + ", or "
                            + RegistryLogin.BEARER_TOKEN,
                    null);
        }
        var reply = new Reply(status, json(response.body()));
        if (!reply.body().isObject() || !(reply.ok() || status / 100 == 4 && reply.errorCode() != 0)) {
            throw noRegistry(endpoint, "HTTP " + status + " that is no registry's answer");
        }
        return reply;
    }

    /** What answers at an address, but not as a registry does. */
    static RegistryUnavailableException noRegistry(Object endpoint, String found) {
        return new RegistryUnavailableException(
                "expected a schema registry at " + endpoint + ", found " + found + ": " + SerdeConfig.URL
                        + " is the address that /subjects is under, such as http://localhost:8081 or, for Apicurio, "
                        + "http://localhost:8080/apis/ccompat/v7",
                null);
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static String describe(Throwable cause) {
        var message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
