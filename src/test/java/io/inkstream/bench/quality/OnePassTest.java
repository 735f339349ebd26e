package io.inkstream.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.Forecast;
import io.inkstream.mixture.Mixture;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.mixture.TextContext;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.text.BytesVocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OnePassTest {

    private static final int BYTES = 100_000;
    private static final int LANES = 4;
    private static final int SEGMENT = 250;
    private static final int UNROLLINGS = 16;
    private static final MixtureSize MIXTURE = new MixtureSize(14);
    private static final int WINDOW = LANES * SEGMENT;

    private static final LearnerSettings SETTINGS = settings(MixtureSize.NONE);

    private static LearnerSettings settings(MixtureSize mixture) {
        return new LearnerSettings(
                new BytesVocabulary(),
                new NetworkSettings(24, 2, 1, 0, 0.1),
                new WindowSettings(LANES, SEGMENT, UNROLLINGS, 1, 8),
                new OptimizerSettings(
                        Optimizer.Algorithm.ADAM,
                        new LearningRate(0.01, LearningRate.Schedule.INVERSE_SQRT, 1, 2000, 10),
                        1,
                        0.01),
                mixture,
                3);
    }

    /** 100 kB through an arithmetic coder, written and read by learners that know nothing of each other. */
    @Test
    void the_figure_is_the_length_of_a_code_that_can_be_read() throws IOException {
        byte[] text = sources();

        var writer = new ArithmeticCoder.Writer();
        walk(writer, text);
        byte[] code = writer.end();
        byte[] read = walk(new ArithmeticCoder.Reader(code), new byte[BYTES]);

        assertThat(read).isEqualTo(text);
        requireLength(code, text, SETTINGS);
    }

    /** The same with a mixture: the decoder has one of its own, and the network as it was when each window began. */
    @Test
    void the_figure_of_a_mixture_is_the_length_of_a_code_that_can_be_read() throws IOException {
        byte[] text = sources();

        var writer = new ArithmeticCoder.Writer();
        walkMixed(writer, text);
        byte[] code = writer.end();
        byte[] read = walkMixed(new ArithmeticCoder.Reader(code), new byte[BYTES]);

        assertThat(read).isEqualTo(text);
        requireLength(code, text, settings(MIXTURE));
    }

    private static void requireLength(byte[] code, byte[] text, LearnerSettings settings) {
        try (var engine = Engine.named("portable", 2)) {
            var result =
                    OnePass.over(new String(text, StandardCharsets.US_ASCII), settings, engine, () -> 0, done -> {});
            assertThat(result.characters()).isEqualTo(BYTES);
            double bits = 8.0 * code.length / BYTES;
            // Frequencies are of 24 bits, and the code ends with a whole byte.
            assertThat(result.bitsPerCharacter())
                    .isCloseTo(bits, within(0.002 * bits))
                    .isLessThan(4);
            assertThat(result.curve()).hasSize(50);
            var last = result.curve().get(49);
            assertThat(last.characters()).isEqualTo(BYTES);
            assertThat(last.bitsPerCharacter()).isEqualTo(result.bitsPerCharacter());
        }
    }

    /** Without a window there is nothing learned, and all of a text's characters are as likely as the first weights say. */
    @Test
    void a_text_shorter_than_a_window_is_predicted_without_being_learned() {
        try (var engine = Engine.named("portable", 1)) {
            var one = OnePass.over("a", SETTINGS, engine, () -> 0, done -> {});
            assertThat(one.bitsPerCharacter()).isEqualTo(8);
            var some = OnePass.over("abcdefgh", SETTINGS, engine, () -> 0, done -> {});
            assertThat(some.bitsPerCharacter()).isCloseTo(8, within(0.5));
            assertThat(some.sha256()).isEqualTo(one.sha256());
            assertThatThrownBy(() -> OnePass.over("", SETTINGS, engine, () -> 0, done -> {}))
                    .hasMessage("the text must have at least 1 character: it has none");
        }
    }

    private static byte[] sources() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        String ascii = text.toString().replaceAll("[^\\x00-\\x7F]", "?");
        return ascii.substring(0, BYTES).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What a writer and a reader do alike: the windows, a character of each lane at a time with the probabilities of what was learned
     * before, then the step is learned.
     *
     * @param text what is written; what is read is put there
     */
    private static byte[] walk(ArithmeticCoder coder, byte[] text) {
        try (var engine = Engine.named("portable", 1)) {
            var learner = new Learner(SETTINGS, engine);
            int[] even = new int[257];
            Arrays.setAll(even, i -> i);
            code(coder, even, text, 0);
            int base = 0;
            for (; base + WINDOW < text.length; base += WINDOW) {
                for (int lane = 1; lane < LANES; lane++) {
                    code(coder, even, text, base + lane * SEGMENT);
                }
                for (int from = 0; from < SEGMENT; from += UNROLLINGS) {
                    int to = Math.min(from + UNROLLINGS, SEGMENT);
                    codeStep(coder, learner, text, base, from, to);
                    learner.step(batches(text, base, from, to));
                }
            }
            var state = learner.state().lane(LANES - 1);
            for (int i = base; i + 1 < text.length; i++) {
                var logits = predict(engine, learner.weights(), state, text[i]);
                code(coder, cumulative(logits[0]), text, i + 1);
            }
            return text;
        }
    }

    private static byte[] walkMixed(ArithmeticCoder coder, byte[] text) {
        try (var engine = Engine.named("portable", 1)) {
            var learner = new Learner(SETTINGS, engine);
            var mixture = new Mixture(MIXTURE);
            var context = new TextContext();
            var reading = State.zeros(1, SETTINGS.shape().width());
            codeMixed(coder, mixture, context, null, text, 0);
            int base = 0;
            for (; base + WINDOW < text.length; base += WINDOW) {
                for (int i = base; i < base + WINDOW; i++) {
                    float[] network = softmax(predict(engine, learner.weights(), reading, text[i])[0]);
                    codeMixed(coder, mixture, context, network, text, i + 1);
                }
                for (int from = 0; from < SEGMENT; from += UNROLLINGS) {
                    learner.step(batches(text, base, from, Math.min(from + UNROLLINGS, SEGMENT)));
                }
            }
            var forecast = new Forecast();
            for (int i = base; i + 1 < text.length; i++) {
                float[] network = softmax(predict(engine, learner.weights(), reading, text[i])[0]);
                float[] logs = logs(mixture, context, network, forecast);
                code(coder, cumulative(logs), text, i + 1);
                mixture.read(context, Byte.toUnsignedInt(text[i + 1]));
            }
            return text;
        }
    }

    private static void codeMixed(
            ArithmeticCoder coder, Mixture mixture, TextContext context, float[] network, byte[] text, int at) {
        var forecast = new Forecast();
        code(coder, cumulative(logs(mixture, context, network, forecast)), text, at);
        mixture.learn(context, Byte.toUnsignedInt(text[at]), network, forecast);
    }

    private static float[] logs(Mixture mixture, TextContext context, float[] network, Forecast forecast) {
        mixture.forecast(context, network, forecast);
        float[] logs = new float[256];
        forecast.logs(logs);
        return logs;
    }

    private static float[] softmax(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        float[] probabilities = new float[logits.length];
        for (int id = 0; id < logits.length; id++) {
            probabilities[id] = (float) (Math.exp(logits[id]) / sum);
        }
        return probabilities;
    }

    private static void codeStep(ArithmeticCoder coder, Learner learner, byte[] text, int base, int from, int to) {
        var state = learner.state().copy();
        for (int t = from; t < to; t++) {
            var characters = new byte[LANES];
            for (int lane = 0; lane < LANES; lane++) {
                characters[lane] = text[base + lane * SEGMENT + t];
            }
            var logits = predict(learner.engine(), learner.weights(), state, characters);
            for (int lane = 0; lane < LANES; lane++) {
                boolean known = t + 1 == SEGMENT && lane < LANES - 1;
                if (!known) {
                    code(coder, cumulative(logits[lane]), text, base + lane * SEGMENT + t + 1);
                }
            }
        }
    }

    /** Logits, {@code [lanes][vocabulary]}. */
    private static float[][] predict(Engine engine, Parameters weights, State state, byte... characters) {
        var ids = new int[characters.length];
        Arrays.setAll(ids, lane -> Byte.toUnsignedInt(characters[lane]));
        return engine.predict(weights, state, ids).toRows();
    }

    private static int[][] batches(byte[] text, int base, int from, int to) {
        var batches = new int[to - from + 1][LANES];
        for (int t = from; t <= to; t++) {
            for (int lane = 0; lane < LANES; lane++) {
                batches[t - from][lane] = Byte.toUnsignedInt(text[base + lane * SEGMENT + t]);
            }
        }
        return batches;
    }

    private static void code(ArithmeticCoder coder, int[] cumulative, byte[] text, int at) {
        text[at] = (byte) coder.code(cumulative, Byte.toUnsignedInt(text[at]));
    }

    private static int[] cumulative(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        var weights = new double[logits.length];
        double sum = 0;
        for (int id = 0; id < logits.length; id++) {
            weights[id] = StrictMath.exp(logits[id] - largest);
            sum += weights[id];
        }
        var cumulative = new int[logits.length + 1];
        for (int id = 0; id < logits.length; id++) {
            int frequency = 1 + (int) (weights[id] / sum * (ArithmeticCoder.TOTAL_MAX - logits.length));
            cumulative[id + 1] = cumulative[id] + frequency;
        }
        return cumulative;
    }
}
