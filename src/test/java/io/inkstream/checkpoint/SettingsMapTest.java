package io.inkstream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Keys;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.Text8Vocabulary;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SettingsMapTest {

    /** What a checkpoint of the first release has: the rest came later, and is off where it is not named. */
    private static final Map<String, String> FIRST = Map.ofEntries(
            Map.entry("vocabulary", "bytes"),
            Map.entry("nodes", "8"),
            Map.entry("batch.size", "4"),
            Map.entry("segment.length", "100"),
            Map.entry("unrollings", "10"),
            Map.entry("optimizer", "adam"),
            Map.entry("learning.rate", "0.01"),
            Map.entry("learning.rate.decay", "1.0"),
            Map.entry("learning.rate.decay.every", "0"),
            Map.entry("clip.norm", "1.0"),
            Map.entry("forget.bias", "1.0"),
            Map.entry("initial.mean", "0.0"),
            Map.entry("initial.deviation", "0.1"),
            Map.entry("seed", "7"));

    private static final LearnerSettings SAME_NOW = new LearnerSettings(
            new BytesVocabulary(),
            new NetworkSettings(8, 1, 1, 0, 0.1),
            new WindowSettings(4, 100, 10, 0, 0),
            new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0),
            MixtureSize.NONE,
            7);

    @Test
    void a_checkpoint_of_an_earlier_release_is_read_with_what_came_later_switched_off() {
        var read = SettingsMap.read(FIRST);

        assertThat(read).isEqualTo(SAME_NOW);
        assertThat(read.optimizer().weightDecay()).isZero();
        assertThat(read.window().resetWindows()).isZero();
    }

    @Test
    void it_was_made_under_the_same_settings_as_one_that_names_them_all() {
        var now = SettingsMap.of(SAME_NOW);

        assertThat(now).hasSizeGreaterThan(FIRST.size()).isNotEqualTo(FIRST);
        assertThat(SettingsMap.areSame(FIRST, now)).isTrue();
        for (String key : now.keySet()) {
            if (key.equals(Keys.ROUND_WINDOWS)) {
                continue; // one learner has no rounds
            }
            var another = new TreeMap<>(now);
            another.put(key, anotherThan(key, now.get(key)));
            assertThat(SettingsMap.areSame(FIRST, another)).as(key).isFalse();
        }
    }

    /** What the table of contexts had learned cannot become a mixture's. */
    @Test
    void a_checkpoint_with_a_table_of_contexts_is_refused_with_what_to_do() {
        var old = new TreeMap<>(FIRST);
        old.put("context.length", "6");
        old.put("context.table.bits", "18");

        assertThatThrownBy(() -> SettingsMap.read(old))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has a table of contexts (context.length=6)")
                .hasMessageContaining("start a new model under another name, or delete this one with inkstream reset");
    }

    private static String anotherThan(String key, String value) {
        return switch (key) {
            case "vocabulary" -> "text8";
            case "optimizer" -> "sgd";
            case "layers" -> "2";
            case "learning.rate.schedule" -> "inverse-sqrt";
            case "learning.rate.decay", "weight.decay" -> "0.25";
            default -> value.contains(".") ? "3.5" : "11";
        };
    }

    @Property(tries = 100)
    void settings_come_back_as_they_were_written(
            @ForAll @DoubleRange(min = 0, max = 0.99) double weightDecay,
            @ForAll @IntRange(min = 0) int resetWindows,
            @ForAll @IntRange(min = 0) int replayWindows,
            @ForAll @DoubleRange(min = 0.01, max = 100) double rate,
            @ForAll long seed) {
        var settings = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(8, 2, 1, 0, 0.1),
                new WindowSettings(4, 100, 10, resetWindows, replayWindows),
                new OptimizerSettings(
                        Optimizer.Algorithm.SGD,
                        new LearningRate(rate, LearningRate.Schedule.INVERSE_SQRT, 1, 10, 3),
                        1,
                        weightDecay),
                new MixtureSize(12),
                seed);

        assertThat(SettingsMap.read(SettingsMap.of(settings))).isEqualTo(settings);
    }

    /** A model that is there goes on under a cure that it did not have. */
    @Test
    void what_keeps_a_model_well_may_change_while_it_lives_and_its_shape_may_not() {
        var cured = new TreeMap<>(SettingsMap.of(SAME_NOW));
        cured.put("weight.decay", "0.01");
        cured.put("state.reset.windows", "4");
        SettingsMap.requireSameShape("m", SAME_NOW, SettingsMap.read(cured));

        cured.put("nodes", "9");
        assertThatThrownBy(() -> SettingsMap.requireSameShape("m", SAME_NOW, SettingsMap.read(cured)))
                .hasMessageStartingWith("nodes must be 8, as in the checkpoint of model m: 9");
    }
}
