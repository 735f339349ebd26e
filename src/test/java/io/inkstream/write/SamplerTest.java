package io.inkstream.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.engine.Softmax;
import io.inkstream.model.CounterRandom;
import io.inkstream.text.Continuation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplerTest {

    private static final Continuation ANY = allowing(id -> true);
    private static final Recent NONE = new Recent(new byte[0]);

    /** 99.9 % of chi-square values with 5 degrees of freedom are below 20.5. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3})
    void draws_follow_the_softmax_at_the_temperature(double temperature) {
        float[] logits = {0.3f, -1.2f, 2f, 0f, 1f, -0.5f};
        var counts = new int[logits.length];
        int draws = 100_000;
        var random = new CounterRandom(42, 0);
        for (int i = 0; i < draws; i++) {
            counts[Sampler.at(temperature).draw(Softmax.of(logits), ANY, NONE, random.uniform())]++;
            random = random.next();
        }

        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit / temperature);
        }
        double chiSquare = 0;
        for (int id = 0; id < logits.length; id++) {
            double expected = draws * Math.exp(logits[id] / temperature) / sum;
            chiSquare += (counts[id] - expected) * (counts[id] - expected) / expected;
        }
        assertThat(chiSquare).isLessThan(20.5);
    }

    @Test
    void a_draw_is_the_inverse_of_the_cumulative_distribution_in_the_order_of_ids() {
        float[] logits = {(float) Math.log(1), (float) Math.log(2), (float) Math.log(1)};
        var sampler = Sampler.at(1);

        assertThat(sampler.draw(Softmax.of(logits), ANY, NONE, 0)).isZero();
        assertThat(sampler.draw(Softmax.of(logits), ANY, NONE, 0.2499)).isZero();
        assertThat(sampler.draw(Softmax.of(logits), ANY, NONE, 0.2501)).isEqualTo(1);
        assertThat(sampler.draw(Softmax.of(logits), ANY, NONE, 0.7499)).isEqualTo(1);
        assertThat(sampler.draw(Softmax.of(logits), ANY, NONE, 0.7501)).isEqualTo(2);
        assertThat(sampler.draw(Softmax.of(logits), ANY, NONE, Math.nextDown(1.0)))
                .isEqualTo(2);
    }

    @Test
    void temperature_zero_takes_the_likeliest_and_the_lowest_of_equals() {
        var greedy = Sampler.at(0);

        assertThat(greedy.draw(Softmax.of(new float[] {1, 3, 3, 2}), ANY, NONE, 0.99))
                .isEqualTo(1);
        assertThat(greedy.draw(Softmax.of(new float[] {1, 3, 3, 2}), allowing(id -> id != 1), NONE, 0))
                .isEqualTo(2);
        assertThat(greedy.draw(Softmax.of(new float[] {Float.NaN, -5, -4}), ANY, NONE, 0))
                .isEqualTo(2);
    }

    @Test
    void what_may_not_follow_is_never_drawn() {
        float[] logits = {50, 0, 50, 0, 50};
        var odd = allowing(id -> id % 2 == 1);
        for (double uniform : new double[] {0, 0.4999, 0.5001, Math.nextDown(1.0)}) {
            assertThat(Sampler.at(1).draw(Softmax.of(logits), odd, NONE, uniform))
                    .isEqualTo(uniform < 0.5 ? 1 : 3);
        }
        assertThatThrownBy(() -> Sampler.at(1).draw(Softmax.of(logits), allowing(id -> false), NONE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a continuation must allow at least 1 of 5 ids: 0");
    }

    @Test
    void logits_of_a_network_that_ran_away_still_give_an_allowed_id() {
        var sampler = Sampler.at(1);

        assertThat(sampler.draw(Softmax.of(new float[] {Float.NaN, Float.NaN}), allowing(id -> id == 1), NONE, 0.3))
                .isEqualTo(1);
        assertThat(sampler.draw(Softmax.of(new float[] {Float.NaN, 0, Float.POSITIVE_INFINITY}), ANY, NONE, 0.3))
                .isEqualTo(2);
        assertThat(Sampler.at(1e-300).draw(Softmax.of(new float[] {1, 2}), ANY, NONE, 0.999))
                .isEqualTo(1);
    }

    @Test
    void a_temperature_that_is_no_temperature_is_refused() {
        assertThatThrownBy(() -> Sampler.at(-1)).hasMessage("temperature must be from 0 to 100: -1.0");
        assertThatThrownBy(() -> Sampler.at(Double.NaN)).hasMessage("temperature must be from 0 to 100: NaN");
    }

    /** Probabilities 0.4, 0.3, 0.2, 0.1 of ids 2, 0, 3, 1. */
    private static final float[] FOUR = logs(0.3, 0.1, 0.4, 0.2);

    @Test
    void top_k_draws_from_the_likeliest_alone_and_the_lowest_of_equals() {
        assertThat(drawn(sampling(1, 2, 1, 0, 1, 0), FOUR)).containsExactly(0, 2);
        assertThat(drawn(sampling(1, 1, 1, 0, 1, 0), FOUR)).containsExactly(2);
        assertThat(drawn(sampling(1, 9, 1, 0, 1, 0), FOUR)).containsExactly(0, 1, 2, 3);
        assertThat(drawn(sampling(1, 2, 1, 0, 1, 0), logs(0.25, 0.25, 0.25, 0.25)))
                .containsExactly(0, 1);
    }

    @Test
    void top_p_draws_from_the_fewest_likeliest_that_reach_it() {
        assertThat(drawn(sampling(1, 0, 0.39, 0, 1, 0), FOUR)).containsExactly(2);
        assertThat(drawn(sampling(1, 0, 0.41, 0, 1, 0), FOUR)).containsExactly(0, 2);
        assertThat(drawn(sampling(1, 0, 0.71, 0, 1, 0), FOUR)).containsExactly(0, 2, 3);
        // Of the two that top-k leaves, 0.4 / 0.7 = 0.57.
        assertThat(drawn(sampling(1, 2, 0.56, 0, 1, 0), FOUR)).containsExactly(2);
        assertThat(drawn(sampling(1, 2, 0.58, 0, 1, 0), FOUR)).containsExactly(0, 2);
    }

    @Test
    void min_p_draws_what_is_likely_enough_beside_the_likeliest() {
        assertThat(drawn(sampling(1, 0, 1, 0.49, 1, 0), FOUR)).containsExactly(0, 2, 3);
        assertThat(drawn(sampling(1, 0, 1, 0.51, 1, 0), FOUR)).containsExactly(0, 2);
        assertThat(drawn(sampling(1, 0, 1, 1, 1, 0), FOUR)).containsExactly(2);
    }

    @Test
    void typical_p_draws_what_is_about_as_surprising_as_is_to_be_expected() {
        // Entropy 1.280 nats; of 0.4, 0.3, 0.2, 0.1 the surprises 0.916, 1.204, 1.609, 2.303 are 0.364, 0.076, 0.329,
        // 1.023 from it.
        assertThat(drawn(Sampling.at(1).with("typicalP", 0.29), FOUR)).containsExactly(0);
        assertThat(drawn(Sampling.at(1).with("typicalP", 0.31), FOUR)).containsExactly(0, 3);
        assertThat(drawn(Sampling.at(1).with("typicalP", 0.51), FOUR)).containsExactly(0, 2, 3);
        assertThat(drawn(Sampling.at(1).with("typicalP", 0.91), FOUR)).containsExactly(0, 1, 2, 3);
        // Of the two that top-k leaves, 4/7 and 3/7, the likelier's surprise is nearer to their entropy: 0.560 and
        // 0.847 of 0.683.
        assertThat(drawn(Sampling.at(1).with("typicalP", 0.1).with("topK", 2), FOUR))
                .containsExactly(2);
    }

    /** As section 4 of the paper has it: the smallest set by |H + log p| with at least this probability. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.9, 0.99})
    void typical_p_keeps_the_set_of_the_paper(double share) {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 50; round++) {
            double[] p = random.doubles(12, 0.05, 1).toArray();
            double sum = DoubleStream.of(p).sum();
            double entropy =
                    -DoubleStream.of(p).map(x -> x / sum * Math.log(x / sum)).sum();
            var left = IntStream.range(0, p.length).boxed().collect(Collectors.toCollection(ArrayList::new));
            var expected = new TreeSet<Integer>();
            for (double reached = 0; reached < share; ) {
                int nearest = Collections.min(
                        left, Comparator.comparingDouble(id -> Math.abs(entropy + Math.log(p[id] / sum))));
                left.remove((Integer) nearest);
                expected.add(nearest);
                reached += p[nearest] / sum;
            }
            assertThat(drawn(Sampling.at(1).with("typicalP", share), logs(p))).isEqualTo(expected);
        }
    }

    @Test
    void xtc_leaves_the_least_likely_of_the_likely_and_all_that_are_not() {
        assertThat(drawn(Sampling.at(1).with("xtcProbability", 1).with("xtcThreshold", 0.15), FOUR))
                .containsExactly(1, 3);
        assertThat(drawn(Sampling.at(1).with("xtcProbability", 1).with("xtcThreshold", 0.25), FOUR))
                .containsExactly(0, 1, 3);
        assertThat(drawn(Sampling.at(1).with("xtcProbability", 1).with("xtcThreshold", 0.35), FOUR))
                .as("one likely id alone is no choice")
                .containsExactly(0, 1, 2, 3);
        assertThat(drawn(
                        Sampling.at(1)
                                .with("xtcProbability", 1)
                                .with("xtcThreshold", 0.5)
                                .with("topK", 2),
                        FOUR))
                .as("of the two that top-k leaves, 4/7 and 3/7")
                .containsExactly(0, 2);
        assertThat(drawn(Sampling.at(0).with("xtcProbability", 1), FOUR)).containsExactly(2);
    }

    /** The distribution by hand: with probability 0.5 it is that of 0.2 and 0.1 alone, and else the whole one. */
    @Test
    void xtc_is_done_for_its_share_of_the_draws_and_leaves_the_others_as_they_are() {
        var with = new Sampler(Sampling.at(1).with("xtcProbability", 0.5).with("xtcThreshold", 0.15));
        var without = Sampler.at(1);
        double[] expected = {0.5 * 0.3, 0.5 / 3 + 0.5 * 0.1, 0.5 * 0.4, 0.5 * 2 / 3 + 0.5 * 0.2};
        var counts = new int[4];
        int draws = 100_000;
        int same = 0;
        var random = new CounterRandom(11, 0);
        for (int i = 0; i < draws; i++) {
            int id = with.draw(Softmax.of(FOUR), ANY, NONE, random.uniform());
            assertThat(with.draw(Softmax.of(FOUR), ANY, NONE, random.uniform())).isEqualTo(id);
            counts[id]++;
            same += id == without.draw(Softmax.of(FOUR), ANY, NONE, random.uniform()) ? 1 : 0;
            random = random.next();
        }
        double chiSquare = 0;
        for (int id = 0; id < 4; id++) {
            double mean = draws * expected[id];
            chiSquare += (counts[id] - mean) * (counts[id] - mean) / mean;
        }
        assertThat(chiSquare).as("99.9 % are below, with 3 degrees of freedom").isLessThan(16.3);
        assertThat(same).as("half of the draws at least are those without it").isGreaterThan(draws / 2 - 1000);
    }

    @Test
    void a_repetition_penalty_lowers_positive_and_negative_logits_of_what_came_within_the_window() {
        var sampler = new Sampler(sampling(0, 0, 1, 0, 2, 3));
        float[] logits = {3, 2, -1, -1.5f};

        assertThat(sampler.draw(Softmax.of(logits), ANY, NONE, 0)).isZero();
        assertThat(sampler.draw(Softmax.of(logits), ANY, new Recent(new byte[] {0}), 0))
                .isEqualTo(1);
        assertThat(sampler.draw(Softmax.of(logits), ANY, new Recent(new byte[] {0, 3, 3, 3}), 0))
                .isZero();
        assertThat(sampler.draw(Softmax.of(logits), allowing(id -> id > 1), new Recent(new byte[] {2, 2}), 0))
                .isEqualTo(3);
    }

    @Test
    void settings_out_of_their_range_are_refused_by_name() {
        assertThatThrownBy(() -> sampling(1, -1, 1, 0, 1, 0)).hasMessage("topK must be from 0 to 256 ids: -1");
        assertThatThrownBy(() -> sampling(1, 0, 0, 0, 1, 0)).hasMessage("topP must be above 0 and at most 1: 0.0");
        assertThatThrownBy(() -> sampling(1, 0, 1, Double.NaN, 1, 0)).hasMessage("minP must be from 0 to 1: NaN");
        assertThatThrownBy(() -> sampling(1, 0, 1, 0, 0, 0))
                .hasMessage("repetitionPenalty must be above 0 and at most 100: 0.0");
        assertThatThrownBy(() -> sampling(1, 0, 1, 0, 1, 257))
                .hasMessage("repetitionWindow must be from 0 to 256 ids: 257");
    }

    private static Sampling sampling(
            double temperature, int topK, double topP, double minP, double repetitionPenalty, int repetitionWindow) {
        return Sampling.at(temperature)
                .with("topK", topK)
                .with("topP", topP)
                .with("minP", minP)
                .with("repetitionPenalty", repetitionPenalty)
                .with("repetitionWindow", repetitionWindow);
    }

    private static float[] logs(double... probabilities) {
        var logits = new float[probabilities.length];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = (float) Math.log(probabilities[id]);
        }
        return logits;
    }

    /** All ids that some random number draws. */
    private static SortedSet<Integer> drawn(Sampling sampling, float[] logits) {
        var ids = new TreeSet<Integer>();
        for (int i = 0; i < 1000; i++) {
            ids.add(new Sampler(sampling).draw(Softmax.of(logits), ANY, NONE, i / 1000.0));
        }
        return ids;
    }

    /** The JDK's SplittableRandom is the same generator, one number after the other. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -7, Long.MAX_VALUE})
    void counted_random_numbers_are_those_of_the_jdk(long seed) {
        var expected = new SplittableRandom(seed);
        var random = new CounterRandom(seed, 0);
        for (int i = 0; i < 1000; i++) {
            double uniform = (expected.nextLong() >>> 11) * 0x1.0p-53;
            assertThat(random.uniform()).isEqualTo(uniform);
            assertThat(new CounterRandom(seed, i)).isEqualTo(random);
            random = random.next();
        }
    }

    private static Continuation allowing(IntPredicate ids) {
        return new Continuation() {
            @Override
            public boolean allows(int id) {
                return ids.test(id);
            }

            @Override
            public void accept(int id) {}

            @Override
            public boolean atBoundary() {
                return true;
            }

            @Override
            public int characters() {
                return 0;
            }
        };
    }
}
