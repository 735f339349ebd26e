package io.inkstream.serde.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.serde.UnreadableException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RegistryFailuresTest {

    static Stream<Throwable> away() {
        return Stream.of(
                new RegistryUnavailableException("away", null),
                new ConnectException("refused"),
                new SocketException("reset"),
                new NoRouteToHostException("no route"),
                new UnknownHostException("registry"),
                new SocketTimeoutException("read"),
                new HttpTimeoutException("read"),
                new TimeoutException("Confluent's for a time-out"),
                new RestClientException("busy", 503, 50301),
                new InvalidConfigurationException("Confluent's for refused credentials"),
                new RestClientException("who?", 401, 40101));
    }

    static Stream<Throwable> bad() {
        return Stream.of(
                new EOFException(),
                new IOException("invalid int encoding"),
                new AvroRuntimeException("malformed"),
                new RestClientException("Schema not found", 404, 40403),
                new RestClientException("incompatible", 409, 409),
                new TopicAuthorizationException(Set.of("corpus-in")),
                new UnreadableException("not UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("away")
    void a_registry_that_is_away_is_found_below_the_serializers_exception(Throwable cause) {
        assertThat(RegistryFailures.isUnavailable(new SerializationException("x", new RuntimeException(cause))))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_record_is_not_the_registrys_fault(Throwable cause) {
        assertThat(RegistryFailures.isUnavailable(new SerializationException("x", cause)))
                .isFalse();
    }

    @Test
    void a_chain_that_goes_in_a_circle_ends() {
        var first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));

        assertThat(RegistryFailures.isUnavailable(first)).isFalse();
        assertThat(RegistryFailures.isUnavailable(null)).isFalse();
    }
}
