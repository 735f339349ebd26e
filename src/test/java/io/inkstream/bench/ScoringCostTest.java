package io.inkstream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.bench.novelty.MadeLog;
import io.inkstream.config.Configuration;
import io.inkstream.streams.TopologySettings;
import io.inkstream.train.loop.TrainerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScoringCostTest {

    @Test
    void a_log_is_learned_with_scores_and_without_and_a_ratio_is_of_a_pair() {
        var log = MadeLog.of("web", 60, 1).lines();
        var learned = new ArrayList<Long>();
        ScoringCost.Result result;
        try (var engine = TopologySettings.engine(configuration(true))) {
            result = ScoringCost.run(log, trainer(true), trainer(false), engine, 1, learned::add);
            assertThatThrownBy(() -> ScoringCost.run(log, trainer(true), trainer(false), engine, 0, learned::add))
                    .hasMessageContaining("1 pair at least");
            assertThatThrownBy(() -> ScoringCost.run(List.of(), trainer(true), trainer(false), engine, 1, learned::add))
                    .hasMessageContaining("0 characters");
        }
        long characters = log.stream().mapToLong(String::length).sum();
        assertThat(learned).hasSize(4).containsOnly(characters);
        assertThat(result.pairs()).isEqualTo(1);
        assertThat(result.ratio().median())
                .isCloseTo(result.with().median() / result.without().median(), within(1e-9));
    }

    private static TrainerSettings trainer(boolean scores) {
        return TopologySettings.trainer(configuration(scores));
    }

    private static Configuration configuration(boolean scores) {
        return Configuration.load(
                Map.of("corpus.scores", Boolean.toString(scores), "profile", "stream-small"),
                Map.of(),
                Optional.empty());
    }
}
