package io.inkstream.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class NotInTheFutureTest {

    private static final long NOW = 1_000_000;

    private final NotInTheFuture extractor = new NotInTheFuture(InstantSource.fixed(Instant.ofEpochMilli(NOW)));

    @Test
    void a_time_in_the_past_stays() {
        assertThat(extracted(NOW - 3_600_000 / 4)).isEqualTo(NOW - 3_600_000 / 4);
    }

    @Test
    void a_time_in_the_future_is_now() {
        assertThat(extracted(NOW + 1)).isEqualTo(NOW);
        assertThat(extracted(Long.MAX_VALUE)).isEqualTo(NOW);
    }

    @Test
    void a_record_without_a_time_is_of_now() {
        assertThat(extracted(ConsumerRecord.NO_TIMESTAMP)).isEqualTo(NOW);
    }

    private long extracted(long timestamp) {
        return extractor.extract(
                new ConsumerRecord<>(
                        "corpus-in",
                        0,
                        0,
                        timestamp,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        null,
                        null,
                        new RecordHeaders(),
                        Optional.empty()),
                NOW);
    }
}
