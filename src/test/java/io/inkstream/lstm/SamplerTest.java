package io.inkstream.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.Continuation;
import io.inkstream.text.Text8Vocabulary;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

final class SamplerTest {

    private static final Continuation ANY = allowing(id -> true);

    /** 99.9 % of chi-square values with 5 degrees of freedom are below 20.5. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3})
    void draws_follow_the_softmax_at_the_temperature(double temperature) {
        float[] logits = {0.3f, -1.2f, 2f, 0f, 1f, -0.5f};
        var counts = new int[logits.length];
        int draws = 100_000;
        var random = new CounterRandom(42, 0);
        for (int i = 0; i < draws; i++) {
            counts[Sampler.at(temperature).draw(logits, ANY, random.uniform())]++;
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

        assertThat(sampler.draw(logits, ANY, 0)).isZero();
        assertThat(sampler.draw(logits, ANY, 0.2499)).isZero();
        assertThat(sampler.draw(logits, ANY, 0.2501)).isEqualTo(1);
        assertThat(sampler.draw(logits, ANY, 0.7499)).isEqualTo(1);
        assertThat(sampler.draw(logits, ANY, 0.7501)).isEqualTo(2);
        assertThat(sampler.draw(logits, ANY, Math.nextDown(1.0))).isEqualTo(2);
    }

    @Test
    void temperature_zero_takes_the_likeliest_and_the_lowest_of_equals() {
        var greedy = Sampler.at(0);

        assertThat(greedy.draw(new float[] {1, 3, 3, 2}, ANY, 0.99)).isEqualTo(1);
        assertThat(greedy.draw(new float[] {1, 3, 3, 2}, allowing(id -> id != 1), 0))
                .isEqualTo(2);
        assertThat(greedy.draw(new float[] {Float.NaN, -5, -4}, ANY, 0)).isEqualTo(2);
    }

    @Test
    void what_may_not_follow_is_never_drawn() {
        float[] logits = {50, 0, 50, 0, 50};
        var odd = allowing(id -> id % 2 == 1);
        for (double uniform : new double[] {0, 0.4999, 0.5001, Math.nextDown(1.0)}) {
            assertThat(Sampler.at(1).draw(logits, odd, uniform)).isEqualTo(uniform < 0.5 ? 1 : 3);
        }
        assertThatThrownBy(() -> Sampler.at(1).draw(logits, allowing(id -> false), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a continuation must allow at least 1 of 5 ids: 0");
    }

    @Test
    void logits_of_a_network_that_ran_away_still_give_an_allowed_id() {
        var sampler = Sampler.at(1);

        assertThat(sampler.draw(new float[] {Float.NaN, Float.NaN}, allowing(id -> id == 1), 0.3))
                .isEqualTo(1);
        assertThat(sampler.draw(new float[] {Float.NaN, 0, Float.POSITIVE_INFINITY}, ANY, 0.3))
                .isEqualTo(2);
        assertThat(Sampler.at(1e-300).draw(new float[] {1, 2}, ANY, 0.999)).isEqualTo(1);
    }

    @Test
    void a_temperature_that_is_no_temperature_is_refused() {
        assertThatThrownBy(() -> Sampler.at(-1)).hasMessage("temperature must be 0 or a number above it: -1.0");
        assertThatThrownBy(() -> Sampler.at(Double.NaN)).hasMessage("temperature must be 0 or a number above it: NaN");
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

    @Test
    void the_likeliest_character_of_each_prediction_is_read_as_text() {
        var predictions = Nd4j.zeros(3, 27);
        predictions.putScalar(0, 9, 0.8f);
        predictions.putScalar(1, 0, 0.2f);
        predictions.putScalar(2, 26, 0.1f);

        assertThat(Predictions.characters(new Text8Vocabulary(), predictions)).isEqualTo(List.of("i", " ", "z"));
        assertThatThrownBy(() -> Predictions.characters(new BytesVocabulary(), predictions))
                .hasMessage("array predictions must have shape [3, 256]: [3, 27]");
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
