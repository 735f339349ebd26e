package io.inkstream.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.engine.Engine;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.WindowedBatches;
import io.inkstream.write.Batch;
import io.inkstream.write.Ending;
import io.inkstream.write.Lane;
import io.inkstream.write.Logprobs;
import io.inkstream.write.Sampler;
import io.inkstream.write.Sampling;
import io.inkstream.write.Writer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mixture and a network as one model: what is learned and what is written depends on neither threads nor neighbours nor restarts. */
final class MixedModelTest {

    /** Half of them twice. */
    private static final int CHARACTERS = 12_000;

    private static final BytesVocabulary VOCABULARY = new BytesVocabulary();

    private static LearnerSettings settings() {
        return new LearnerSettings(
                new BytesVocabulary(),
                new NetworkSettings(16, 1, 1, 0, 0.1),
                new WindowSettings(4, 100, 16, 0, 2),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0),
                new MixtureSize(12),
                5);
    }

    private static WindowedBatches windows() throws IOException {
        var windows = new WindowedBatches(4, 100, 16);
        try (var in = MixedModelTest.class.getResourceAsStream("/mixture/play.txt")) {
            byte[] play = Arrays.copyOf(in.readAllBytes(), CHARACTERS / 2);
            windows.append(play);
            windows.append(play);
        }
        return windows;
    }

    /** It scales the learning rate, so it would spoil every weight. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, -0.5f, 2, Float.POSITIVE_INFINITY})
    void a_share_of_new_text_that_is_none_is_refused(float share) {
        try (var engine = Engine.named("portable", 1)) {
            var tensors = new Learner(settings(), engine).tensors();
            tensors.get("window/costs").putScalar(4, Float.floatToRawIntBits(share));

            assertThatThrownBy(() -> Learner.restore(settings(), engine, tensors, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("window/costs must say how much was new, from 0 to 1: " + share);
        }
    }

    @Test
    void the_network_learns_nothing_from_text_that_is_repeated() throws IOException {
        try (var engine = Engine.named("portable", 1)) {
            var learner = new Learner(settings(), engine);
            var windows = windows();
            var rates = new ArrayList<Double>();
            while (windows.hasNext()) {
                rates.add(learner.step(windows.next()).learningRate());
            }
            double rate = settings().optimizer().learningRate().at(0);

            assertThat(rates.subList(0, rates.size() / 2)).containsOnly(rate);
            // The first characters of the repetition may still be something else, and are told of two windows later.
            assertThat(rates.get(rates.size() - 1)).isLessThan(0.01 * rate);
        }
    }

    /** What is left of a learner that has learned all windows. */
    private record Learned(String sha256, double nats, long characters, Parameters weights) {}

    private static Learned learn(int threads) throws IOException {
        try (var engine = Engine.named("portable", threads)) {
            var learner = new Learner(settings(), engine);
            var windows = windows();
            double nats = 0;
            long characters = 0;
            while (windows.hasNext()) {
                var step = learner.step(windows.next());
                nats += step.mixedNats();
                characters += step.mixedCharacters();
            }
            var rest = learner.restOfCosts();
            return new Learned(
                    learner.weights().sha256(), nats + rest.nats(), characters + rest.characters(), learner.weights());
        }
    }

    @Test
    void a_second_thread_changes_no_bit_of_what_is_learned_and_told() throws IOException {
        var one = learn(1);
        var two = learn(2);

        assertThat(two.sha256()).isEqualTo(one.sha256());
        assertThat(two.nats()).isEqualTo(one.nats());
        // Every character of the windows once, the very first among them.
        assertThat(two.characters()).isEqualTo(one.characters()).isEqualTo((CHARACTERS - 1) / 400 * 400 + 1);
    }

    @Test
    void a_learner_that_is_restored_within_a_window_tells_the_same_costs_and_ends_with_the_same_bits()
            throws IOException {
        var expected = learn(2);
        double nats = 0;
        var windows = windows();
        int steps = 0;
        try (var engine = Engine.named("portable", 2)) {
            var learner = new Learner(settings(), engine);
            while (windows.hasNext()) {
                nats += learner.step(windows.next()).mixedNats();
                if (++steps % 5 == 0) {
                    learner = Learner.restore(
                            settings(), engine, learner.tensors(), learner.steps(), learner.characters());
                }
            }
            nats += learner.restOfCosts().nats();
            assertThat(learner.weights().sha256()).isEqualTo(expected.sha256());
            assertThat(nats).isEqualTo(expected.nats());
        }
    }

    @Test
    void a_text_is_the_same_whatever_is_written_beside_it_on_however_many_threads() throws IOException {
        var weights = learn(1).weights();
        var sampler = Sampling.at(0.9).with("topP", 0.95);
        var begins = List.of("First Citizen:\n", "What", "MENENIUS:\nThe ", "a");
        var alone = new ArrayList<String>();
        try (var engine = Engine.named("portable", 1)) {
            for (String begin : begins) {
                var batch = new Batch(engine, weights, VOCABULARY);
                alone.add(written(batch, List.of(join(batch, engine, weights, begin, sampler)))
                        .get(0));
            }
        }
        try (var engine = Engine.named("portable", 2)) {
            var batch = new Batch(engine, weights, VOCABULARY);
            var lanes = new ArrayList<Lane>();
            for (String begin : begins) {
                lanes.add(join(batch, engine, weights, begin, sampler));
                batch.step();
            }
            assertThat(written(batch, lanes)).isEqualTo(alone).doesNotHaveDuplicates();
        }
    }

    /** The same network, which never had a mixture beside it. */
    private static Parameters withoutMixture(Parameters weights) {
        var alone = Parameters.zeros(weights.shape().withoutMixture());
        alone.assignNetwork(weights);
        return alone;
    }

    @Test
    void the_network_alone_writes_what_it_writes_without_a_mixture_and_changes_nothing_beside_it() throws IOException {
        var weights = learn(1).weights();
        var all = Sampling.at(0.9);
        var network = all.with("experts", 1);
        var begins = List.of("First Citizen:\n", "What", "MENENIUS:\nThe ");
        try (var engine = Engine.named("portable", 2)) {
            var batch = new Batch(engine, weights, VOCABULARY);
            var lanes = new ArrayList<Lane>();
            for (String begin : begins) {
                lanes.add(join(batch, engine, weights, begin, network));
                batch.step();
                lanes.add(join(batch, engine, weights, begin, all));
            }
            var found = written(batch, lanes);
            for (int i = 0; i < begins.size(); i++) {
                var alone = alone(engine, withoutMixture(weights), begins.get(i), all);
                var lane = lanes.get(2 * i);
                assertThat(found.get(2 * i)).isEqualTo(alone.written().text());
                assertThat(lane.logprobs()).isEqualTo(alone.logprobs());
                assertThat(lane.scored()).isEqualTo(begins.get(i).length() - 1);
                assertThat(lane.written().bits()).isEqualTo(alone.written().bits());
                var mixed = alone(engine, weights, begins.get(i), all);
                assertThat(found.get(2 * i + 1))
                        .isEqualTo(mixed.written().text())
                        .isNotEqualTo(found.get(2 * i));
                assertThat(lanes.get(2 * i + 1).logprobs()).isEqualTo(mixed.logprobs());
            }
        }
    }

    private static Lane alone(Engine engine, Parameters weights, String begin, Sampling sampling) {
        var batch = new Batch(engine, weights, VOCABULARY);
        var lane = join(batch, engine, weights, begin, sampling);
        written(batch, List.of(lane));
        return lane;
    }

    /** What the network alone has written is text like any other to what goes on from there. */
    @Test
    void all_experts_go_on_where_the_network_alone_has_written_as_if_it_had_been_read() throws IOException {
        var weights = learn(1).weights();
        try (var engine = Engine.named("portable", 1)) {
            var writer = new Writer(engine, weights, VOCABULARY);
            var begin =
                    writer.read(writer.begin(3), VOCABULARY.encode("Before we ").ids());
            var network = new Sampler(Sampling.at(1).with("experts", 1));
            var first = writer.write(begin, network, Ending.after(40));
            var read = writer.read(
                    writer.begin(3),
                    VOCABULARY.encode("Before we " + first.text()).ids());

            assertThat(writer.write(first.position().withSeed(7), Sampler.at(1), Ending.after(60))
                            .text())
                    .isEqualTo(writer.write(read.withSeed(7), Sampler.at(1), Ending.after(60))
                            .text());
        }
    }

    /** All that was learned is in the history, which has room for 65,536 characters. */
    @ParameterizedTest
    @ValueSource(ints = {8, 12, 32})
    void no_stretch_of_the_learned_text_is_completed_that_is_as_long_as_copies_may_not_be(int most) throws IOException {
        var weights = learn(1).weights();
        String learned = learned();
        try (var engine = Engine.named("portable", 1)) {
            for (String begin : List.of("First Citizen:\n", "MENENIUS:\nThe ", learned.substring(500, 560))) {
                var batch = new Batch(engine, weights, VOCABULARY);
                var free = Sampling.at(0.1);
                var lanes = List.of(
                        join(batch, engine, weights, begin, free, 300),
                        join(batch, engine, weights, begin, free.with("copyMax", most), 300));
                var texts = written(batch, lanes);
                assertThat(stretches(begin + texts.get(0), begin, most)).anyMatch(learned::contains);
                assertThat(stretches(begin + texts.get(1), begin, most)).noneMatch(learned::contains);
            }
        }
    }

    /** All stretches of this length that end behind the beginning. */
    private static List<String> stretches(String text, String begin, int length) {
        return IntStream.rangeClosed(Math.max(begin.length() + 1, length), text.length())
                .mapToObj(end -> text.substring(end - length, end))
                .toList();
    }

    private static String learned() throws IOException {
        try (var in = MixedModelTest.class.getResourceAsStream("/mixture/play.txt")) {
            String half = new String(in.readAllBytes(), 0, CHARACTERS / 2, StandardCharsets.ISO_8859_1);
            // Of what came, the whole windows.
            return (half + half).substring(0, (CHARACTERS - 1) / 400 * 400);
        }
    }

    private static Lane join(
            Batch batch, Engine engine, Parameters weights, String begin, Sampling sampling, int length) {
        var from = new Writer(engine, weights, VOCABULARY).begin(3);
        var logprobs = new Logprobs.Wanted(2, true);
        return batch.join(from, VOCABULARY.encode(begin).ids(), new Sampler(sampling), Ending.after(length), logprobs);
    }

    private static Lane join(Batch batch, Engine engine, Parameters weights, String begin, Sampling sampling) {
        return join(batch, engine, weights, begin, sampling, 60);
    }

    private static List<String> written(Batch batch, List<Lane> lanes) {
        while (!batch.isEmpty()) {
            batch.step();
        }
        return lanes.stream().map(lane -> lane.written().text()).toList();
    }

    /** The state of a session keeps its last characters: what is not among them is not looked at in either case. */
    @Test
    void a_text_goes_on_from_its_last_characters_as_if_it_had_never_stopped() throws IOException {
        var weights = learn(1).weights();
        try (var engine = Engine.named("portable", 1)) {
            var writer = new Writer(engine, weights, VOCABULARY);
            var read = writer.read(
                    writer.begin(3),
                    VOCABULARY.encode("Before we proceed any further, ").ids());
            var whole = writer.write(read, Sampler.at(1), Ending.after(80));
            var half = writer.write(read, Sampler.at(1), Ending.after(40));
            var kept = half.position();
            var state =
                    State.of(kept.state().output().row(0), kept.state().cell().row(0));
            var rest = writer.write(
                    new Writer.Position(state, kept.last(), kept.random(), kept.recent()),
                    Sampler.at(1),
                    Ending.after(40));

            assertThat(half.text() + rest.text()).isEqualTo(whole.text());
        }
    }
}
