package io.inkstream.serde.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.inkstream.serde.UnreadableException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeadLetterLogTest {

    private final Logger logger = new LoggerContext().getLogger("test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long seconds;
    private final DeadLetterLog log = new DeadLetterLog(logger, () -> TimeUnit.SECONDS.toNanos(seconds));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @Test
    void the_first_are_told_one_by_one_with_place_and_reason() {
        add(3);

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "First dead letter with the reason other: corpus-in-2@1: no text. Unusable records go to"
                                + " inkstream-dead-letters: see bin/inkstream tail inkstream-dead-letters",
                        "Dead letter: corpus-in-2@2: no text",
                        "Dead letter: corpus-in-2@3: no text");
    }

    @Test
    void ten_thousand_at_once_make_a_few_lines_that_count_them() {
        add(10_000);

        assertThat(lines.list).hasSize(5 + 3 * 9 + 1);
        assertThat(lines.list.get(lines.list.size() - 1).getFormattedMessage())
                .startsWith("Dead letter: corpus-in-2@10000: no text (number 10000;")
                .contains("inkstream-dead-letters");
    }

    @Test
    void one_now_and_then_is_told_and_a_minute_is_silent_otherwise() {
        add(10_001);
        lines.list.clear();
        for (int i = 0; i < 600; i++) {
            seconds++;
            add(1);
        }

        assertThat(lines.list).hasSize(10);
    }

    @Test
    void the_first_record_of_each_reason_is_an_error_however_many_came_before() {
        for (var reason : UnreadableException.Reason.values()) {
            for (int i = 0; i < 1234; i++) {
                log.add("corpus-in", 0, i, new UnreadableException(reason, "what to do about " + reason));
            }
        }

        assertThat(lines.list)
                .filteredOn(line -> line.getLevel() == Level.ERROR)
                .extracting(ILoggingEvent::getFormattedMessage)
                .zipSatisfy(
                        List.of(UnreadableException.Reason.values()),
                        (line, reason) -> assertThat(line).contains("corpus-in-0@0", "what to do about " + reason));
    }

    private void add(int records) {
        for (int i = 1; i <= records; i++) {
            log.add("corpus-in", 2, i, new UnreadableException("no text"));
        }
    }
}
