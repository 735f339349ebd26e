package io.inkstream.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.mixture.math.FloatMath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The provider that this JVM takes, bit by bit against the one in plain Java, and that against {@link FloatMath}. */
final class ArithmeticTest {

    private static final Arithmetic SCALAR = new ScalarArithmetic();

    @Test
    void the_tests_run_with_explicit_vectors() {
        assertThat(Arithmetic.BEST).isNotInstanceOf(ScalarArithmetic.class);
    }

    @Property(tries = 300)
    void logarithms_and_exponentials_have_the_same_bits(
            @ForAll @IntRange(min = 1, max = 257) int count, @ForAll long seed) {
        var random = new Random(seed);
        float[] x = new float[Arithmetic.room(count)];
        for (int i = 0; i < x.length; i++) {
            x[i] = Float.intBitsToFloat(0x00800000 + random.nextInt(0x7E800000)); // any normal number above 0
        }
        float[] expected = x.clone();
        SCALAR.log(expected, count);
        for (int i = 0; i < count; i++) {
            assertThat(expected[i]).isEqualTo(FloatMath.log(x[i]));
        }
        float[] found = x.clone();
        Arithmetic.BEST.log(found, count);
        assertBits(found, expected, count);

        // around where the result becomes 0, too
        for (int i = 0; i < count; i++) {
            x[i] = 3 - random.nextFloat() * 95;
        }
        SCALAR.exp(x, 3, expected, count);
        Arithmetic.BEST.exp(x, 3, found, count);
        assertBits(found, expected, count);
        assertThat(expected[0]).isEqualTo(FloatMath.exp(x[0] - 3));
    }

    /** Of texts as they are: a mixture that has read one is asked at every place of it, often enough that compiled loops take part. */
    @Test
    void opinions_and_their_sums_have_the_same_bits() {
        var mixture = new Mixture(new MixtureSize(MixtureSize.BITS_MIN));
        byte[] text = "the cat sat on the mat, the dog sat on the log; naïve 12 + 31 = 43\n"
                .repeat(30)
                .getBytes(StandardCharsets.UTF_8);
        var place = new TextContext();
        var f = new Forecast();
        for (byte symbol : text) {
            mixture.forecast(place, null, f);
            int count = f.candidates.count() + 1;
            float[][] opinions = copies(f.opinions, count);
            float[][] sums = new float[Mixer.COUNT][];
            Arithmetic.BEST.mix(f, count);
            Arrays.setAll(sums, mixer -> Arrays.copyOf(f.mixedLogs[mixer], count));
            SCALAR.mix(f, count);
            for (int mixer = 0; mixer < Mixer.COUNT; mixer++) {
                assertBits(sums[mixer], f.mixedLogs[mixer], count);
            }
            for (int k = 0; k < Forecast.EXPERTS; k++) {
                int parent = Context.CHAIN.get(k).parent();
                if (parent >= 0 && mixture.experts[k].length(f.nodes[k]) > 0) {
                    SCALAR.opine(f, k, parent, count);
                }
            }
            for (int q = 0; q < Forecast.OPINIONS; q++) {
                assertBits(opinions[q], f.opinions[q], count);
            }
            mixture.learn(place, Byte.toUnsignedInt(symbol), null, f);
        }
    }

    private static float[][] copies(float[][] rows, int count) {
        var copies = new float[rows.length][];
        Arrays.setAll(copies, row -> Arrays.copyOf(rows[row], count));
        return copies;
    }

    private static void assertBits(float[] found, float[] expected, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(Float.floatToRawIntBits(found[i])).isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
    }
}
