package io.inkstream.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContextTableTest {

    private static final int CHARACTERS = 5;
    private static final int LENGTH = 3;
    private static final int LANES = 70;
    private static final int STEPS = 4;
    private static final double RATE = 0.5;

    /** So large that the rows of the few contexts of five characters do not overlap. */
    private static final NetworkShape SHAPE = new NetworkShape(CHARACTERS, 4, 1, new Contexts(LENGTH, 22));

    private final Random random = new Random(3);

    /** Softmax regression on the contexts, written down again with texts as keys and in double; the network says nothing. */
    private static final class Oracle {
        private final Map<String, double[]> logits = new HashMap<>();
        private final Map<String, double[]> squares = new HashMap<>();

        double surprise(String before, int next) {
            return -Math.log(probabilities(before)[next]);
        }

        private double[] probabilities(String before) {
            var p = new double[CHARACTERS];
            for (int n = 1; n <= LENGTH; n++) {
                double[] row = row(logits, before, n);
                for (int id = 0; id < CHARACTERS; id++) {
                    p[id] += row[id];
                }
            }
            double sum = 0;
            for (int id = 0; id < CHARACTERS; id++) {
                p[id] = Math.exp(p[id]);
                sum += p[id];
            }
            for (int id = 0; id < CHARACTERS; id++) {
                p[id] /= sum;
            }
            return p;
        }

        void learn(Map<String, double[]> errors) {
            errors.forEach((key, error) -> {
                String before = key.substring(key.indexOf(':') + 1);
                for (int n = 1; n <= LENGTH; n++) {
                    double[] row = row(logits, before, n);
                    double[] sums = row(squares, before, n);
                    for (int id = 0; id < CHARACTERS; id++) {
                        if (Math.abs(error[id]) > 0.02) {
                            sums[id] += error[id] * error[id];
                            row[id] -= RATE * error[id] / Math.sqrt(0.5 + sums[id]);
                        }
                    }
                }
            });
        }

        private static double[] row(Map<String, double[]> table, String before, int n) {
            return table.computeIfAbsent(before.substring(before.length() - n), key -> new double[CHARACTERS]);
        }
    }

    @ParameterizedTest
    @CsvSource({"nd4j", "portable"})
    void the_surprises_are_those_of_a_map_from_texts_to_logits(String name) {
        var weights = Parameters.zeros(SHAPE);
        var gradients = Parameters.zeros(SHAPE.withoutContexts());
        var table = weights.contexts().orElseThrow();
        var state = State.zeros(LANES, 4);
        var oracle = new Oracle();
        var texts = new StringBuilder[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            texts[lane] = new StringBuilder("\0".repeat(LENGTH));
        }
        int[] carried = characters();
        try (var engine = Engine.named(name, 2)) {
            for (int step = 0; step < 12; step++) {
                int[][] batches = batches(carried);
                var surprises = new float[STEPS][LANES];
                engine.learn(weights, state, batches, gradients, surprises);
                table.update(RATE);

                var errors = new LinkedHashMap<String, double[]>();
                for (int t = 0; t < STEPS; t++) {
                    for (int lane = 0; lane < LANES; lane++) {
                        String before =
                                texts[lane].append((char) batches[t][lane]).toString();
                        int next = batches[t + 1][lane];
                        assertThat((double) surprises[t][lane]).isCloseTo(oracle.surprise(before, next), within(2e-4));
                        double[] error = oracle.probabilities(before);
                        error[next] -= 1;
                        errors.put(t + " " + lane + ":" + before, error);
                    }
                }
                oracle.learn(errors);
                carried = batches[STEPS];
            }

            var logits = engine.predict(weights, state, carried);
            for (int lane = 0; lane < LANES; lane++) {
                String before = texts[lane].append((char) carried[lane]).toString();
                assertThat(Softmax.surprise(logits, lane, 2)).isCloseTo(oracle.surprise(before, 2), within(2e-4));
            }
        }
    }

    @Test
    void beside_a_network_both_engines_learn_the_same() {
        var fast = Parameters.truncatedNormal(SHAPE, 0, 0.5, new Random(1));
        var readable = fast.copy();
        try (var first = Engine.named("portable", 2);
                var second = Engine.named("nd4j", 1)) {
            var state = State.zeros(LANES, 4);
            var other = state.copy();
            var gradients = Parameters.zeros(SHAPE.withoutContexts());
            var others = gradients.copy();
            for (int step = 0; step < 3; step++) {
                int[][] batches = batches(characters());
                double loss = first.learn(fast, state, batches, gradients);
                assertThat(second.learn(readable, other, batches, others)).isCloseTo(loss, within(1e-5));
                for (int i = 0; i < gradients.matrices().size(); i++) {
                    var ours = gradients.matrices().get(i).toArray();
                    assertThat(ours.distance2(others.matrices().get(i).toArray()))
                            .isLessThan(1e-5);
                }
                fast.contexts().orElseThrow().update(RATE);
                readable.contexts().orElseThrow().update(RATE);
            }
        }
        float[] expected = readable.contexts().orElseThrow().values();
        float[] found = fast.contexts().orElseThrow().values();
        int learned = 0;
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-3f));
            learned += found[i] == 0 ? 0 : 1;
        }
        assertThat(learned).isGreaterThan(100);
    }

    @Test
    void the_table_is_named_counted_in_the_digest_and_copied() {
        var weights = Parameters.zeros(new NetworkShape(27, 4, 2, new Contexts(2, 10)));
        String before = weights.sha256();
        weights.contexts().orElseThrow().values()[1500] = 3;
        assertThat(weights.sha256()).isNotEqualTo(before);
        assertThat(weights.copy().sha256()).isEqualTo(weights.sha256());

        var named = weights.named();
        assertThat(named.get("contexts").getFloat(1, 1500 - 1024)).isEqualTo(3);
        assertThat(Parameters.named(named).sha256()).isEqualTo(weights.sha256());
        assertThat(Parameters.named(named).shape()).isEqualTo(weights.shape());
        named.put("contexts", named.get("w"));
        assertThatThrownBy(() -> Parameters.named(named))
                .hasMessage("array contexts must have shape [length, power of 2]: [8, 27]");
    }

    @Test
    void sizes_validate_themselves_and_name_what_is_wrong() {
        assertThatThrownBy(() -> new Contexts(9, 12)).hasMessage("contexts must have from 0 to 8 characters: 9");
        assertThatThrownBy(() -> new Contexts(3, 25))
                .hasMessage("the table of contexts must have from 10 to 24 bits: 25");
        assertThatThrownBy(() -> new Contexts(0, 12)).hasMessage("a table that is not there must have 0 bits: 12");
        assertThatThrownBy(() -> Parameters.zeros(new NetworkShape(2000, 4, 1, new Contexts(1, 10))))
                .hasMessage("the table of contexts must have room for a row of 2000 characters: it has 10 bits");
    }

    private int[][] batches(int[] first) {
        var batches = new int[STEPS + 1][];
        batches[0] = first;
        for (int t = 1; t <= STEPS; t++) {
            batches[t] = characters();
        }
        return batches;
    }

    /** The first character more often than others, so that there is something to learn. */
    private int[] characters() {
        return random.ints(LANES, 0, 2 * CHARACTERS)
                .map(id -> id < CHARACTERS ? id : 0)
                .toArray();
    }
}
