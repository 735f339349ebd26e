package io.inkstream.bench.endurance;

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
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.Magnitude;
import io.inkstream.model.Parameters;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.text.WindowedBatches;
import io.inkstream.write.Ending;
import io.inkstream.write.Sampler;
import io.inkstream.write.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * A small network with a high rate that never falls, a step every four characters and forget gates that begin open: it is as old after 50,000
 * steps as one of a profile is after many times as many. The text is made of integers at random, so all of it costs the same.
 */
final class EnduranceTest {

    private static final int OLD = 200_000; // characters
    private static final String TEXT = NumbersCorpus.atRandom(new Random(5), OLD);
    private static final Set<String> WORDS = Set.copyOf(List.of(TEXT.split(" ")));
    private static final Vocabulary TEXT8 = Vocabulary.named("text8");
    private static final LearnerSettings CURED = settings(0.01, 4);
    private static final LearnerSettings NOT_CURED = settings(0, 0);
    private static final Engine ENGINE = Engine.named("portable", 1);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static LearnerSettings settings(double weightDecay, int resetWindows) {
        return new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(32, 1, 4, 0, 0.08),
                new WindowSettings(1, 512, 4, resetWindows, 0),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.04, 1, 0), 0.3, weightDecay),
                MixtureSize.NONE,
                1);
    }

    @Test
    void with_decay_and_resets_a_model_of_any_age_begins_a_text_as_it_goes_on_with_one() {
        var ages = new ArrayList<Endurance.Age>();

        Endurance.run(TEXT, OLD, 25_000, CURED, ENGINE, ages::add, done -> {});

        assertThat(ages).extracting(Endurance.Age::looks).containsExactly(4, 4);
        assertThat(ages.get(1).characters()).isBetween((long) OLD, OLD + 4L);
        assertThat(ages).allSatisfy(age -> {
            assertThat(age.onLine()).isLessThan(1);
            assertThat(age.worst()).isLessThan(2);
            assertThat(age.largestRatio()).isLessThan(1.05);
            assertThat(age.beginning()).isLessThan(0.9);
            assertThat(age.fromZero()).isLessThan(0.75);
            assertThat(age.largestWeight()).isLessThan(30);
        });
    }

    /** What the settings are for, and that they help a model that grew old without them. */
    @Test
    void without_them_it_begins_badly_and_with_them_again_it_gets_well() {
        var heldOut = new HeldOut(TEXT8.encode(TEXT).ids());
        var batches = new WindowedBatches(1, 512, 4);
        var old = new Learner(NOT_CURED, ENGINE);
        learn(old, heldOut, batches, OLD);
        var bad = heldOut.cost(ENGINE, old.weights());

        assertThat(bad.worst()).isGreaterThan(3);
        assertThat(bad.beginning()).isGreaterThan(1.2);
        assertThat(bad.fromZero()).isGreaterThan(0.9);
        assertThat(Magnitude.ofWeights(old.weights())).isGreaterThan(100);

        var cured = Learner.restore(CURED, ENGINE, old.tensors(), old.steps(), old.characters());
        learn(cured, heldOut, batches, OLD / 2);
        var well = heldOut.cost(ENGINE, cured.weights());

        assertThat(well.worst()).isLessThan(2);
        assertThat(well.beginning()).isLessThan(0.9);
        assertThat(well.fromZero()).isLessThan(0.75);
        assertThat(Magnitude.ofWeights(cured.weights())).isLessThan(30);
        for (String beginning : new String[] {"seven ", "twenty ", "one thousand "}) {
            assertThat(shareOfWords(cured, beginning)).as(beginning).isGreaterThan(0.9);
        }
    }

    private static void learn(Learner learner, HeldOut heldOut, WindowedBatches batches, int characters) {
        long until = learner.characters() + characters;
        while (learner.characters() < until) {
            while (!batches.hasNext()) {
                batches.append(heldOut.learned());
            }
            learner.step(batches.next());
        }
    }

    /** How many of the words that a new session is told are words. */
    private static double shareOfWords(Learner learner, String beginning) {
        var writer = new Writer(ENGINE, learner.weights(), TEXT8);
        var position = writer.read(writer.begin(2), TEXT8.encode(beginning).ids());
        var words =
                writer.write(position, Sampler.at(1), Ending.after(400)).text().split(" ");
        return Arrays.stream(words)
                        .limit(words.length - 1L)
                        .filter(WORDS::contains)
                        .count()
                / (words.length - 1.0);
    }

    @Test
    void what_is_held_out_is_cut_out_of_what_is_learned() {
        var random = new Random(1);
        var corpus = new byte[HeldOut.TEXTS * 2 * (1 + HeldOut.BEFORE + HeldOut.COMPARED)];
        random.nextBytes(corpus);

        String learned = hex(new HeldOut(corpus).learned());

        assertThat(learned).hasSize(corpus.length); // half of it, two digits each
        String whole = hex(corpus);
        int length = 2 * (1 + HeldOut.BEFORE + HeldOut.COMPARED);
        for (int i = 0; i < HeldOut.TEXTS; i++) {
            int middle = (2 * i + 1) * length;
            assertThat(learned).doesNotContain(whole.substring(middle, middle + 40));
        }
        assertThat(learned).startsWith(whole.substring(0, 100)).endsWith(whole.substring(whole.length() - 100));
        assertThatThrownBy(() -> new HeldOut(Arrays.copyOf(corpus, corpus.length - 1)))
                .hasMessage("a corpus must have at least 60010 characters, half of them to be held out: 60009");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** An untrained network of zeros finds each of 27 characters as likely, wherever it is. */
    @Test
    void costs_are_in_bits_per_character() {
        var cost = new HeldOut(TEXT8.encode(TEXT).ids()).cost(ENGINE, Parameters.zeros(CURED.shape()));

        double bits = Math.log(27) / Math.log(2);
        assertThat(new double[] {cost.beginning(), cost.fromZero(), cost.warm(), cost.worst()})
                .containsExactly(new double[] {bits, bits, bits, bits}, within(1e-6));
        assertThat(cost.largestCell()).isZero();
    }
}
