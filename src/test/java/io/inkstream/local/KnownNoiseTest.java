package io.inkstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.spi.FilterReply;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.junit.jupiter.api.Test;

final class KnownNoiseTest {

    @Test
    void what_a_healthy_broker_says_is_dropped() {
        assertThat(
                        decide(
                                "org.apache.kafka.controller.QuorumController",
                                "[QuorumController id=1] Performing controller activation. The metadata log appears to be empty."))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void what_a_client_says_about_a_broker_that_is_away_is_kept() {
        assertThat(decide(
                        "org.apache.kafka.clients.NetworkClient",
                        "[Producer clientId=1] Connection to node -1 could not be established."))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void what_a_producer_tries_again_by_itself_is_dropped_and_what_it_cannot_is_kept() {
        String sender = "org.apache.kafka.clients.producer.internals.Sender";
        String met = "[Producer clientId=1] Got error produce response with correlation id 16 on topic-partition a-0, ";
        assertThat(decide(sender, met + "retrying (2147483646 attempts left). Error: CONCURRENT_TRANSACTIONS"))
                .isEqualTo(FilterReply.DENY);
        assertThat(decide(sender, met + "retrying (2147483646 attempts left). Error: NOT_ENOUGH_REPLICAS"))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void a_broker_that_cannot_append_is_heard_unless_records_only_came_in_another_order() {
        String message = "[ReplicaManager broker=1] Error processing append operation on partition x:corpus-in-0";
        var event = new LoggingEvent();
        event.setLoggerName("kafka.server.ReplicaManager");
        event.setMessage(message);
        event.setThrowableProxy(new ThrowableProxy(new OutOfOrderSequenceException("")));
        assertThat(new KnownNoise().decide(event)).isEqualTo(FilterReply.DENY);
        assertThat(decide("kafka.server.ReplicaManager", message)).isEqualTo(FilterReply.NEUTRAL);
    }

    private static FilterReply decide(String logger, String message) {
        var event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setMessage(message);
        return new KnownNoise().decide(event);
    }
}
