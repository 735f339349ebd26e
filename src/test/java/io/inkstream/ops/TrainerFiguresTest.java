package io.inkstream.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.schema.AlertKind;
import io.inkstream.schema.CorpusAlert;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainerFiguresTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TrainerFigures figures = new TrainerFigures(registry, System::nanoTime);

    /** A counter that appears with its first alert has no increase to be told of. */
    @Test
    void alerts_are_counted_from_nought_on() {
        figures.scored("logs", null);
        assertThat(alerts("new")).isZero();
        assertThat(alerts("again")).isZero();
        assertThat(alerts("drift")).isZero();

        var alert = CorpusAlert.newBuilder()
                .setModel("logs")
                .setKind(AlertKind.NEW)
                .setId("corpus-in-0@1")
                .setCount(1)
                .setTopic("corpus-in")
                .setPartition(0)
                .setOffset(1)
                .setTimestamp(Instant.EPOCH)
                .setNovelty(1)
                .setBitsPerCharacter(1)
                .setStretchFrom(0)
                .setStretchCharacters(1)
                .setStretchBits(1)
                .setStep(1)
                .build();
        figures.alerted(alert);

        assertThat(alerts("new")).isOne();
        assertThat(alerts("again")).isZero();
    }

    @Test
    void a_round_names_the_shards_that_it_waits_for_until_they_have_come() {
        figures.round("a", 0, List.of(0, 2), 1_000_000_000L);
        assertThat(missing("0") + missing("2")).isEqualTo(2);
        assertThat(registry.find("inkstream.train.round.part.missing")
                        .tag("shard", "1")
                        .gauge())
                .isNull();

        figures.round("a", 0, List.of(2), 2_000_000_000L);
        assertThat(registry.find("inkstream.train.round.part.missing").gauges()).hasSize(1);
        assertThat(registry.get("inkstream.train.round.parts.missing").gauge().value())
                .isOne();

        figures.round("a", 0, List.of(), 3_000_000_000L);
        assertThat(registry.find("inkstream.train.round.part.missing").gauges()).isEmpty();
        assertThat(registry.get("inkstream.train.round.seconds").gauge().value())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void what_is_left_out_is_counted_from_nought_on() {
        figures.taken(0, "logs", 1, 1, 0);
        assertThat(leftOut("records")).isZero();
        figures.leftOut("logs", 70);
        figures.leftOut("logs", 30);
        assertThat(leftOut("records")).isEqualTo(2);
        assertThat(leftOut("characters")).isEqualTo(100);
    }

    private double missing(String shard) {
        return registry.get("inkstream.train.round.part.missing")
                .tags("model", "a", "shard", shard)
                .gauge()
                .value();
    }

    private double leftOut(String what) {
        return registry.get("inkstream.train.left.out." + what)
                .tag("model", "logs")
                .counter()
                .count();
    }

    private double alerts(String kind) {
        return registry.get("inkstream.train.alerts")
                .tags("model", "logs", "kind", kind)
                .counter()
                .count();
    }
}
