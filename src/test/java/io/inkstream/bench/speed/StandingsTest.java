package io.inkstream.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.bench.Figure;
import io.inkstream.bench.Machine;
import io.inkstream.bench.stand.NetworkSize;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StandingsTest {

    private static final NetworkSize SMALL = NetworkSize.parse("64");
    private static final NetworkSize LARGE = NetworkSize.parse("512");

    @Test
    void aFigureIsTheMedianAndWhatLiesBetweenTheExtremes() {
        assertThat(Figure.of(90, 120, 100)).isEqualTo(new Figure(100, 0.3));
        assertThat(Figure.of(1, 4, 2, 3)).isEqualTo(new Figure(2.5, 1.2));
        assertThatThrownBy(Figure::of).hasMessage("a figure must have at least 1 round: 0");
    }

    @Test
    void ratiosAreOfTheBestToTheBestOnEachSize() {
        var standings = standings(
                row(SMALL, "portable", 1, 300),
                row(SMALL, "portable", 2, 600),
                row(SMALL, "pytorch", 1, 200),
                row(SMALL, "pytorch", 2, 25),
                row(LARGE, "portable", 1, 10),
                row(LARGE, "pytorch", 2, 20));

        assertThat(standings.ratios())
                .containsExactly(
                        new Standings.Ratio(SMALL, 0, "pytorch", 3), new Standings.Ratio(LARGE, 0, "pytorch", 0.5));
    }

    @Test
    void theBoundIsThatOfAsManyThreadsAsOursHad() {
        var standings = standings(
                row(SMALL, "portable", 1, 300),
                row(SMALL, "portable", 2, 600),
                row(SMALL, "bound", 1, 700),
                row(SMALL, "bound", 2, 1200));

        assertThat(standings.ratios()).containsExactly(new Standings.Ratio(SMALL, 0, "bound", 0.5));
        assertThat(standings.contestants()).hasSize(2);
        assertThat(standings.bounds()).hasSize(2);
    }

    private static Standings standings(Standings.Row... rows) {
        return new Standings(Machine.here(), 1, 1, List.of(rows), List.of());
    }

    private static Standings.Row row(NetworkSize size, String engine, int threads, double speed) {
        return new Standings.Row(size, 0, engine, "", threads, "", Figure.of(speed));
    }
}
