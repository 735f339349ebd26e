package io.inkstream.bench.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.write.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WritingBenchTest {

    private static final Configuration CONFIGURATION = Configuration.load(
            Map.of("profile", "stream-small", "mixture.bits", "12", "nodes", "8"), Map.of(), Optional.empty());

    private static WritingBench.Measure run(String text, WritingBench.Plan plan, List<WritingBench.Age> ages) {
        try (var engine = TopologySettings.engine(CONFIGURATION)) {
            return WritingBench.run(
                    text, plan, RecordedSettings.of(CONFIGURATION), engine, ages::add, characters -> {});
        }
    }

    @Test
    void an_older_model_writes_more_like_the_text() {
        var ages = new ArrayList<WritingBench.Age>();
        var plan = new WritingBench.Plan(List.of(4_000L, 28_000L), 20, 200, Sampling.at(0.8));

        var real = run(NumbersCorpus.text().substring(0, 40_000), plan, ages);

        assertThat(ages).extracting(age -> age.samples().size()).containsExactly(20, 20);
        assertThat(ages.get(1).characters()).isGreaterThanOrEqualTo(28_000);
        assertThat(ages.get(1).written().bits())
                .isLessThan(ages.get(0).written().bits());
        assertThat(ages.get(1).written().knownWords())
                .isGreaterThanOrEqualTo(ages.get(0).written().knownWords())
                .isGreaterThan(0.5);
        assertThat(real.knownWords()).isGreaterThan(0.9);
    }

    @Test
    void a_text_too_short_to_hold_out_of_is_refused() {
        var plan = new WritingBench.Plan(List.of(1_000L), 1, 100, Sampling.at(1));

        assertThatThrownBy(() -> run("short", plan, new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the text must have at least 20000 characters, of which 10000 are held out: 5");
        assertThatThrownBy(() -> new WritingBench.Plan(List.of(5L, 5L), 1, 100, Sampling.at(1)))
                .hasMessage("ages must be above 0 and rise: [5, 5]");
    }
}
