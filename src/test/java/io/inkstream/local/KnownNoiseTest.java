package io.inkstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
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

    private static FilterReply decide(String logger, String message) {
        var event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setMessage(message);
        return new KnownNoise().decide(event);
    }
}
