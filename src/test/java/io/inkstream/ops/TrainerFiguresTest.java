package io.inkstream.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.schema.AlertKind;
import io.inkstream.schema.CorpusAlert;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
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

    private double alerts(String kind) {
        return registry.get("inkstream.train.alerts")
                .tags("model", "logs", "kind", kind)
                .counter()
                .count();
    }
}
