package io.inkstream.bench.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.config.Configuration;
import io.inkstream.engine.Engine;
import io.inkstream.streams.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SurpriseBenchTest {

    private static final List<String> LOG = IntStream.range(0, 1500)
            .mapToObj(i -> "INFO request " + i * 7919 % 1000 + " took " + i * 31 % 97 + " ms")
            .toList();
    private static final List<String> OTHERS = IntStream.range(0, 40)
            .mapToObj(i -> "Wherefore art thou, O " + i + "?")
            .toList();

    @Test
    void foreign_lines_are_found_and_the_lines_of_the_log_are_not() {
        var configuration = Configuration.load(
                Map.of(
                        "profile", "stream-small",
                        "corpus.scores", "true",
                        "mixture.bits", "0",
                        "nodes", "32",
                        "batch.size", "2",
                        "segment.length", "128",
                        "validation.characters", "0"),
                Map.of(),
                Optional.empty());
        SurpriseBench.Result result;
        try (var engine = Engine.named("portable", 1)) {
            result = SurpriseBench.run(
                    LOG, OTHERS, 0.02, 1, TopologySettings.trainer(configuration), engine, done -> {});
        }
        assertThat(result.foreign()).isGreaterThan(15);
        assertThat(result.found()).hasSize(2).allSatisfy(found -> {
            assertThat(found.averagePrecision()).isGreaterThan(0.9);
            var atTwo = found.rows().get(0);
            assertThat(atTwo.threshold()).isEqualTo(2);
            assertThat(atTwo.recall()).isGreaterThan(0.9);
            assertThat(atTwo.precision()).isGreaterThan(0.3);
            assertThat(found.rows().get(1).reported()).isLessThan(atTwo.reported());
        });
    }

    @Test
    void the_foreign_lines_are_where_they_are_said_to_be() {
        var mixed = MixedLog.of(LOG, OTHERS, 0.02, 1);
        assertThat(mixed.foreign().cardinality()).isEqualTo(24);
        for (int i = 0; i < mixed.lines().size(); i++) {
            assertThat(mixed.lines().get(i).startsWith("Wherefore"))
                    .isEqualTo(mixed.foreign().get(i));
        }
        assertThat(mixed.foreign().nextSetBit(0)).isGreaterThanOrEqualTo(300);
        assertThatThrownBy(() -> MixedLog.of(LOG, OTHERS, 0.5, 1)).hasMessageContaining("40");
    }

    /** abab with one byte of context, by hand: 1/256, then with a seen once, and so on. */
    @Test
    void the_n_gram_gives_witten_bells_probabilities() {
        double first = 1.0 / 256;
        double second = (0 + 1 * first) / (1 + 1); // a seen: 1, of 1 kind
        double third = (1 + 2 * first) / (2 + 2); // a and b seen; nothing behind b
        double fourth = (1 + 1 * ((1 + 2 * first) / (3 + 2))) / (1 + 1); // behind a: b once; a twice and b once in all
        double bits = -(Math.log(first) + Math.log(second) + Math.log(third) + Math.log(fourth)) / Math.log(2) / 4;
        assertThat(new NGram(1).read("abab".getBytes(StandardCharsets.UTF_8))).isCloseTo(bits, within(1e-12));
    }
}
