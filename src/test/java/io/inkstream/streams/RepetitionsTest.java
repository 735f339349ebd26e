package io.inkstream.streams;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RepetitionsTest {

    private static final Logger OWN = (Logger) LoggerFactory.getLogger(Repetitions.class);

    private final Repetitions filter = new Repetitions();
    private final ListAppender<ILoggingEvent> own = new ListAppender<>();

    @BeforeEach
    void listen() {
        own.start();
        OWN.addAppender(own);
    }

    @AfterEach
    void leave() {
        OWN.detachAppender(own);
    }

    @Test
    void what_a_client_repeats_is_said_once_a_minute_whatever_it_counts_and_whichever_client_it_is() {
        assertThat(decide("NetworkClient", "[Consumer clientId=a] Connection to node 1 could not be established.", 0))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("NetworkClient", "[Producer clientId=b] Connection to node 1 could not be established.", 59))
                .isEqualTo(FilterReply.DENY);
        assertThat(decide("NetworkClient", "[Producer clientId=b] Connection to node 1 could not be established.", 60))
                .isEqualTo(FilterReply.NEUTRAL);
        String refused =
                "[Producer clientId=b] Got error produce response with correlation id %d on topic-partition a-0,"
                        + " retrying (%d attempts left). Error: NOT_ENOUGH_REPLICAS";
        assertThat(decide("producer.internals.Sender", refused.formatted(5, 100), 0))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("producer.internals.Sender", refused.formatted(6, 99), 1))
                .isEqualTo(FilterReply.DENY);
    }

    /** As a consumer says it of a topic that was deleted, each second with another number. */
    @Test
    void that_a_topic_is_gone_is_said_once_with_what_to_do_and_then_with_how_often_it_was_asked() {
        for (int second = 0; second <= 1200; second++) {
            String message = "[Consumer clientId=inkstream-generate-global-consumer, groupId=null] Error while fetching"
                    + " metadata with correlation id " + (1000 + second)
                    + " : {model-checkpoints=UNKNOWN_TOPIC_OR_PARTITION, prompts=UNKNOWN_TOPIC_OR_PARTITION}";
            assertThat(decide("NetworkClient", message, second)).isEqualTo(FilterReply.DENY);
        }
        assertThat(own.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(said -> said.startsWith("Topic model-checkpoints does not exist"))
                .hasSize(3)
                .allMatch(said -> said.endsWith("Create it: bin/inkstream topics create"))
                .anyMatch(said -> said.contains("(a client has asked 601 times)"));
        assertThat(own.list).hasSize(6);
    }

    @Test
    void that_a_fetch_finds_no_topic_is_the_same() {
        for (int second = 0; second < 10; second++) {
            assertThat(decide(
                            "consumer.internals.FetchCollector",
                            "[Consumer clientId=a] Received unknown topic or partition error in fetch for partition corpus-in-0",
                            second))
                    .isEqualTo(FilterReply.DENY);
        }
        assertThat(own.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("Topic corpus-in does not exist");
    }

    @Test
    void what_kafka_streams_says_at_each_start_is_said_once_in_ten_minutes() {
        String message = "stream-thread [a-StreamThread-1-consumer] Missing source topics. [corpus-in]";
        String logger = "org.apache.kafka.streams.processor.internals.StreamsPartitionAssignor";
        assertThat(filter.decide(event(logger, message, 0))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(filter.decide(event(logger, message, 599))).isEqualTo(FilterReply.DENY);
        assertThat(filter.decide(event(logger, message, 600))).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void what_others_say_is_none_of_its_business() {
        var event = event("io.inkstream.train.LearnText", "Model default begins", 0);
        assertThat(filter.decide(event)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(filter.decide(event)).isEqualTo(FilterReply.NEUTRAL);
    }

    private FilterReply decide(String logger, String message, int second) {
        return filter.decide(event("org.apache.kafka.clients." + logger, message, second));
    }

    private static ILoggingEvent event(String logger, String message, int second) {
        var event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setLevel(Level.WARN);
        event.setMessage(message);
        event.setInstant(Instant.ofEpochSecond(second));
        return event;
    }
}
