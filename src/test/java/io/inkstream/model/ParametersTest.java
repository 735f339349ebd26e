package io.inkstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

final class ParametersTest {

    private final NetworkShape shape = new NetworkShape(27, 64, 1);

    /** A normal distribution cut at two deviations has the deviation √(1 - 4φ(2) / (2Φ(2) - 1)) = 0.879626 of the whole one. */
    @Test
    void starting_weights_have_the_moments_of_the_truncated_distribution_and_nothing_beyond_it() {
        var weights = Parameters.truncatedNormal(shape, -0.1, 0.1, new Random(1));

        var drawn = new LinkedHashMap<>(weights.named());
        drawn.keySet().removeIf(name -> name.endsWith("b"));
        double[] values = drawn.values().stream()
                .flatMapToDouble(array -> Arrays.stream(array.data().asDouble()))
                .toArray();
        assertThat(values).hasSize(4 * (27 * 64 + 64 * 64) + 64 * 27);
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(values)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
        // Five standard errors of 25,024 draws.
        assertThat(mean).isCloseTo(-0.1, within(5 * 0.088 / Math.sqrt(values.length)));
        assertThat(deviation).isCloseTo(0.0879626, within(5 * 0.088 / Math.sqrt(2.0 * values.length)));
        assertThat(Arrays.stream(values).min().orElseThrow()).isGreaterThanOrEqualTo(-0.3000001);
        assertThat(Arrays.stream(values).max().orElseThrow()).isLessThanOrEqualTo(0.1000001);
        for (String bias : new String[] {"ib", "fb", "cb", "ob", "b"}) {
            assertThat(weights.named().get(bias).amaxNumber().doubleValue()).isZero();
        }
    }

    @Test
    void starting_weights_are_drawn_in_the_tutorials_order() {
        var weights = Parameters.truncatedNormal(new NetworkShape(2, 3, 1), 0, 1, new Random(8));

        var random = new Random(8);
        for (String name : new String[] {"ix", "im", "fx", "fm", "cx", "cm", "ox", "om", "w"}) {
            for (double found : weights.named().get(name).data().asDouble()) {
                double expected = random.nextGaussian();
                while (Math.abs(expected) > 2) {
                    expected = random.nextGaussian();
                }
                assertThat(found).as(name).isEqualTo((float) expected);
            }
        }
    }

    @Test
    void names_shapes_and_order_are_the_tutorials_and_go_there_and_back() {
        var weights = Parameters.truncatedNormal(shape, -0.1, 0.1, new Random(2));

        var named = weights.named();

        assertThat(named.keySet()).containsExactlyElementsOf(Golden.NAMES);
        assertThat(named.get("fx").shape()).containsExactly(27, 64);
        assertThat(named.get("om").shape()).containsExactly(64, 64);
        assertThat(named.get("cb").shape()).containsExactly(1, 64);
        assertThat(named.get("w").shape()).containsExactly(64, 27);
        assertThat(named.get("b").shape()).containsExactly(27);
        assertThat(Parameters.named(named).sha256()).isEqualTo(weights.sha256());
        named.get("ix").assign(7);
        assertThat(weights.named().get("ix").maxNumber().floatValue()).isLessThan(1);
    }

    @Test
    void a_further_layer_has_its_number_before_its_names_and_the_layer_below_as_y() {
        var weights = Parameters.truncatedNormal(new NetworkShape(7, 3, 2), 0, 1, new Random(4));

        var named = weights.named();

        assertThat(named.keySet())
                .containsExactly(("ix im ib fx fm fb cx cm cb ox om ob 2/ix 2/iy 2/im 2/ib 2/fx 2/fy 2/fm 2/fb"
                                + " 2/cx 2/cy 2/cm 2/cb 2/ox 2/oy 2/om 2/ob w b")
                        .split(" "));
        assertThat(named.get("2/ix").shape()).containsExactly(7, 3);
        assertThat(named.get("2/oy").shape()).containsExactly(3, 3);
        assertThat(named.get("w").shape()).containsExactly(6, 7);
        assertThat(Parameters.named(named).sha256()).isEqualTo(weights.sha256());
        named.remove("2/cy");
        assertThatThrownBy(() -> Parameters.named(named))
                .hasMessage("array 2/cy of shape [3, 3] must be there: missing");
        named.put("w", Nd4j.zeros(DataType.FLOAT, 5, 7));
        assertThatThrownBy(() -> Parameters.named(named))
                .hasMessage("array w must have a row for each node of 2 layers of one size: 5");
        assertThatThrownBy(() -> new NetworkShape(7, 3, 5)).hasMessage("layers must be from 1 to 4: 5");
    }

    @Test
    void a_missing_or_misshapen_array_is_named_with_the_shape_it_should_have() {
        var named = Parameters.zeros(shape).named();

        var missing = new LinkedHashMap<>(named);
        missing.remove("fm");
        assertThatThrownBy(() -> Parameters.named(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("array fm of shape [64, 64] must be there: missing");

        var misshapen = new LinkedHashMap<>(named);
        misshapen.put("ib", Nd4j.zeros(DataType.FLOAT, 64));
        assertThatThrownBy(() -> Parameters.named(misshapen)).hasMessage("array ib must have shape [1, 64]: [64]");

        assertThatThrownBy(() -> Parameters.named(new LinkedHashMap<>()))
                .hasMessage("array w of shape [nodes, vocabulary] must be there: missing");
    }

    /** From the .npy files with Python: hashlib.sha256 over the bytes after the header, in the tutorial's order. */
    @Test
    void the_digest_is_that_of_the_float32_bytes_in_the_tutorials_order() {
        var weights = Golden.initial64();

        assertThat(weights.sha256()).isEqualTo("267bca9dfde3dea4f9974a4c65c327acc89a44de182cee959835ae8ce1766d09");
    }

    @Test
    void the_global_norm_is_taken_over_all_arrays_in_double() {
        var ones = Parameters.zeros(new NetworkShape(2, 3, 1));
        ones.matrices().forEach(matrix -> matrix.fill(2));

        // 2·12 + 3·12 + 12 + 3·2 + 2 elements
        assertThat(ones.globalNorm()).isEqualTo(2 * Math.sqrt(80));
    }

    @Test
    void a_copy_is_its_own_and_shapes_must_agree() {
        var weights = Parameters.truncatedNormal(shape, 0, 1, new Random(3));
        var copy = weights.copy();
        String digest = weights.sha256();

        weights.output().fill(0.5f);

        assertThat(copy.sha256()).isEqualTo(digest).isNotEqualTo(weights.sha256());
        assertThat(copy.output().elements()).isNotEqualTo(weights.output().elements());
        assertThatThrownBy(() -> weights.assign(Parameters.zeros(new NetworkShape(27, 65, 1))))
                .hasMessage(
                        "parameters must be of NetworkShape[vocabulary=27, nodes=64, layers=1, mixture=MixtureSize[bits=0]]: "
                                + "NetworkShape[vocabulary=27, nodes=65, layers=1, mixture=MixtureSize[bits=0]]");
        assertThatThrownBy(() -> new NetworkShape(27, 0, 1)).hasMessage("nodes must be at least 1: 0");
    }
}
