package io.inkstream.streams.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.inkstream.streams.lifecycle.Diagnosis.Kind;
import java.net.ConnectException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;

final class DiagnosisTest {

    private static final Sentences SENTENCES = new Sentences(
            "inkstream-generate",
            "7",
            "/state/7/inkstream-generate",
            "model-checkpoints, prompts",
            InstantSource.fixed(Instant.parse("2027-11-29T12:00:00Z")));

    private static Diagnosis of(Throwable failure) {
        return Diagnosis.of(failure, SENTENCES);
    }

    /** As Kafka Streams hands it on. */
    private static Throwable wrapped(Throwable failure) {
        return new StreamsException("Exception caught in process. taskId=0_0, stacktrace=...", failure);
    }

    @ParameterizedTest
    @EnumSource(Errors.class)
    void whatever_a_broker_may_answer_and_says_may_be_tried_again_is_waited_for(Errors error) {
        if (error.exception() instanceof RetriableException) {
            assertThat(of(wrapped(error.exception())).kind()).isEqualTo(Kind.OUTAGE);
        }
    }

    @ParameterizedTest
    @EnumSource(Errors.class)
    void no_answer_of_a_broker_is_taken_for_damaged_state(Errors error) {
        if (error.exception() instanceof ApiException) {
            assertThat(of(wrapped(error.exception())).kind()).isNotEqualTo(Kind.LOCAL_STATE);
        }
    }

    @Test
    void the_registry_out_of_reach_is_waited_for() {
        assertThat(of(wrapped(new KafkaException("registry", new ConnectException("Connection refused"))))
                        .kind())
                .isEqualTo(Kind.OUTAGE);
    }

    @Test
    void a_transaction_that_the_broker_ended_is_begun_again() {
        assertThat(of(wrapped(new InvalidTxnStateException(
                                "The producer attempted a transactional operation in an invalid state")))
                        .kind())
                .isEqualTo(Kind.CLIENT);
    }

    static Stream<Supplier<Throwable>> javas_own_exceptions_out_of_clients() {
        var producer = new MockProducer<byte[], byte[]>();
        var consumer = new MockConsumer<byte[], byte[]>("earliest");
        return Stream.of(
                () -> catchThrowable(producer::commitTransaction),
                () -> catchThrowable(() -> consumer.seek(new TopicPartition("prompts", 0), 5)));
    }

    @ParameterizedTest
    @MethodSource("javas_own_exceptions_out_of_clients")
    void what_a_client_throws_of_java_is_survived_as_what_it_throws_of_kafka(Supplier<Throwable> thrown) {
        var failure = thrown.get();
        assertThat(failure).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(of(failure).kind()).isEqualTo(Kind.CLIENT);
        assertThat(of(wrapped(failure)).kind()).isEqualTo(Kind.CLIENT);
    }

    @Test
    void the_same_exception_out_of_our_own_code_ends_it_with_its_words() {
        var ours = new IllegalStateException("nodes: expected 16, found 24");
        assertThat(of(wrapped(ours))).isEqualTo(new Diagnosis(Kind.LASTING, "nodes: expected 16, found 24"));
        assertThat(of(new OutOfMemoryError("Java heap space")).kind()).isEqualTo(Kind.LASTING);
    }

    static Stream<Throwable> final_answers() {
        return Stream.of(
                new RecordTooLargeException("2000000 bytes"),
                new TopicAuthorizationException("corpus-in"),
                new SslAuthenticationException("handshake failed", new javax.net.ssl.SSLHandshakeException("no")),
                new InvalidTimestampException("Timestamp 1859198400000 of message is out of range"),
                new FencedInstanceIdException("The broker rejected this static consumer since another consumer"));
    }

    @ParameterizedTest
    @MethodSource("final_answers")
    void an_answer_that_would_come_again_ends_it(Throwable answer) {
        assertThat(of(wrapped(answer)).kind()).isEqualTo(Kind.LASTING);
    }

    @Test
    void state_that_cannot_be_read_is_to_be_made_anew_and_a_full_disk_is_not() {
        var damaged = new ProcessorStateException(
                "Error while getting value for key from store models",
                new RocksDBException("Corruption: block checksum mismatch: stored = 1, computed = 2, in 000012.sst"));
        assertThat(of(wrapped(damaged)).kind()).isEqualTo(Kind.LOCAL_STATE);
        assertThat(of(wrapped(damaged)).reason()).contains("/state/7/inkstream-generate", "000012.sst");
        var full = new ProcessorStateException(
                "Error while putting", new RocksDBException("While appending to file: x: No space left on device"));
        assertThat(of(wrapped(full)).kind()).isEqualTo(Kind.LASTING);
        assertThat(of(wrapped(full)).reason())
                .contains("disk", "state.dir", "/state/7/inkstream-generate", "make room");
    }

    static Map<Throwable, List<String>> words() {
        return Map.of(
                new FencedInstanceIdException("The broker rejected this static consumer"),
                List.of("another process", "instance.id=7", "inkstream-generate"),
                new StreamsException(
                        "Unable to initialize state, this can happen if multiple instances of Kafka Streams are running in the same"
                                + " state directory (current state directory is [/state/7/inkstream-generate]"),
                List.of("another process", "instance.id=7", "/state/7/inkstream-generate"),
                new InvalidTimestampException("Timestamp 1859198400000 of message with offset 0 is out of range"),
                List.of("2027-11-29T12:00:00Z", "clock", "message.timestamp.after.max.ms", "1859198400000"),
                new MissingSourceTopicException("One or more source topics were missing during rebalance"),
                List.of("model-checkpoints, prompts", "topics create"));
    }

    @Test
    void a_topic_that_is_gone_is_waited_for() {
        assertThat(of(wrapped(new MissingSourceTopicException("One or more source topics were missing")))
                        .kind())
                .isEqualTo(Kind.TOPIC);
    }

    @Test
    void where_the_words_of_kafka_name_nothing_ours_say_what_where_and_what_to_do() {
        words().forEach((failure, words) ->
                assertThat(of(wrapped(failure)).reason()).contains(words));
    }
}
