package io.inkstream.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RecordLengthTest {

    @Test
    void unread_records_are_worth_what_records_had_lately() {
        var length = new RecordLength();
        for (int i = 0; i < 1000; i++) {
            length.add(0, "only", 50);
        }
        assertThat(length.characters("only", Map.of(0, 10.0))).isCloseTo(500, within(0.1));
        assertThat(length.characters("only", Map.of(1, 10.0))).isZero();
    }

    @Test
    void models_that_share_a_partition_have_their_shares_of_it() {
        var length = new RecordLength();
        for (int i = 0; i < 2000; i++) {
            length.add(0, i % 4 == 0 ? "rare" : "often", 100);
        }
        assertThat(length.characters("often", Map.of(0, 1000.0))).isCloseTo(75_000, within(5_000.0));
        assertThat(length.characters("rare", Map.of(0, 1000.0))).isCloseTo(25_000, within(5_000.0));
    }
}
