package io.inkstream.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.Reading;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.State;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.text.WindowedBatches;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.verify.Replay;
import io.inkstream.train.verify.Verification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model's text with records in it that are held out: the first, two in a row, and the last. */
final class HeldOutTextTest {

    private static final int LANES = 2;
    private static final int SEGMENT = 64;
    private static final int WINDOW = LANES * SEGMENT;
    /** Of 24 records of 70 characters. */
    private static final Set<Integer> HELD_OUT = Set.of(0, 5, 6, 11, 17, 23);

    private static final int RECORDS = 24;
    private static final int LENGTH = 70;

    private static LearnerSettings learner(int mixtureBits) {
        return new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(6, 1, 1, 0, 0.1),
                new WindowSettings(LANES, SEGMENT, 5, 1, 3),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0.1),
                new MixtureSize(mixtureBits),
                7);
    }

    private static TrainerSettings settings(int mixtureBits) {
        return new TrainerSettings(
                learner(mixtureBits),
                new TrainerSettings.Models(new ModelNaming.Single("default"), 1, Optional.empty()),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 100),
                new TrainerSettings.Validation(0, ValidationShare.NONE),
                new TrainerSettings.Reporting(7, 3, 1, 5),
                new TrainerSettings.Checkpointing(10, 2, 0),
                true,
                AlertSettings.NONE);
    }

    /** The records on corpus-ordered: each in two slices. */
    private static List<Verification.Text> text() {
        String corpus = NumbersCorpus.text();
        var text = new ArrayList<Verification.Text>();
        for (int record = 0; record < RECORDS; record++) {
            String whole = corpus.substring(LENGTH * record, LENGTH * (record + 1));
            boolean heldOut = HELD_OUT.contains(record);
            text.add(new Verification.Text(
                    100 + 3 * record, whole.substring(0, 40), heldOut, Optional.of(new Source(0, record, false))));
            text.add(new Verification.Text(
                    101 + 3 * record, whole.substring(40), heldOut, Optional.of(new Source(0, record, true))));
        }
        return text;
    }

    private static byte[] ids(String text) {
        return Vocabulary.named("text8").encode(text).ids();
    }

    private static TextPiece piece(Verification.Text text, long start) {
        return new TextPiece(
                text.offset(),
                start,
                0,
                ids(text.text()),
                text.heldOut(),
                text.origin().orElseThrow());
    }

    private static byte[] learnedText() {
        var learned = new StringBuilder();
        text().stream().filter(text -> !text.heldOut()).forEach(text -> learned.append(text.text()));
        return ids(learned.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void all_but_the_records_that_are_held_out_is_learned_and_all_are_scored_in_order(int mixtureBits) {
        var scores = new ArrayList<RecordScores.Score>();
        try (var engine = Engine.named("portable", 1)) {
            var trainer = ModelTrainer.begin("default", settings(mixtureBits), engine, () -> 0);
            for (var text : text()) {
                trainer.take(piece(text, trainer.end()));
                while (trainer.canStep()) {
                    scores.addAll(trainer.step());
                }
            }
            scores.addAll(trainer.scoreRest());

            var alone = new Learner(learner(mixtureBits), engine);
            var expected = whatTheyCost(alone);
            assertThat(trainer.learner().weights().sha256())
                    .isEqualTo(alone.weights().sha256());
            assertThat(trainer.waiting()).isEqualTo(learnedText().length - alone.characters());
            // 9 windows of 128 characters and one more: 16 records of 70 characters, up to the 20th with those held
            // out.
            assertThat(scores.stream().map(score -> score.source().offset()))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 21).mapToObj(Long::valueOf).toList());
            scores.stream()
                    .filter(score -> HELD_OUT.contains((int) score.source().offset()))
                    .forEach(score -> assertThat(score.tally().bitsPerCharacter())
                            .as("record %d", score.source().offset())
                            .isCloseTo(expected.get(score.source().offset()), within(1e-5)));
        }
    }

    /** Learns what is to be learned, and at the end of each window reads the records that are held out there. */
    private static TreeMap<Long, Double> whatTheyCost(Learner learner) {
        var bits = new TreeMap<Long, List<Double>>();
        var windows = new WindowedBatches(LANES, SEGMENT, 5);
        byte[] learned = learnedText();
        windows.append(learned);
        while (windows.hasNext()) {
            long position = windows.position();
            learner.step(windows.next());
            if (windows.position() > position) {
                int place = 0;
                String slices = "";
                for (var text : text()) {
                    if (text.heldOut() && place >= position && place < position + WINDOW) {
                        slices += text.text();
                        var source = (Source) text.origin().orElseThrow();
                        if (source.last()) {
                            var reading = new Reading(learner.engine(), learner.weights(), learner.reading());
                            byte[] read = new byte[slices.length() + 1];
                            read[0] = learned[(int) position + WINDOW];
                            System.arraycopy(ids(slices), 0, read, 1, slices.length());
                            bits.put(
                                    source.offset(),
                                    DoubleStream.of(reading.read(new byte[][] {read})[0])
                                            .boxed()
                                            .toList());
                            slices = "";
                        }
                    }
                    place += text.heldOut() ? 0 : text.text().length();
                }
            }
        }
        var means = new TreeMap<Long, Double>();
        bits.forEach((record, each) -> means.put(
                record, each.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
        return means;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void from_any_checkpoint_it_goes_on_to_the_same_weights_scores_and_figures(int mixtureBits) {
        try (var engine = Engine.named("portable", 1)) {
            var trainer = ModelTrainer.begin("default", settings(mixtureBits), engine, () -> 0);
            var checkpoints = new ArrayList<Checkpoint>();
            var scores = new ArrayList<String>();
            for (var text : text()) {
                trainer.take(piece(text, trainer.end()));
                while (trainer.canStep()) {
                    told(scores, trainer.step());
                    if (trainer.learner().steps() % 7 == 0) {
                        told(scores, trainer.scoreRest());
                        checkpoints.add(
                                Checkpoint.fromBytes(trainer.checkpoint().toBytes()));
                        trainer.dropLearned();
                    }
                }
            }
            told(scores, trainer.scoreRest());
            assertThat(checkpoints).hasSizeGreaterThan(8);
            String last = trainer.learner().weights().sha256();
            for (var checkpoint : checkpoints) {
                var replay = Replay.from(checkpoint, engine);
                var again = new ArrayList<String>();
                for (var text : text()) {
                    if (text.offset() >= replay.offset()) {
                        replay.take(text);
                        while (replay.step()) {
                            told(again, replay.scores());
                        }
                    }
                }
                told(again, replay.allScores());
                assertThat(replay.sha256()).isEqualTo(last);
                assertThat(again).isEqualTo(scores.subList(scores.size() - again.size(), scores.size()));
                assertThat(again).as("scores of whole windows").hasSize(left(scores, checkpoint.step()));
            }
        }
    }

    private static void told(List<String> all, List<RecordScores.Score> scores) {
        scores.forEach(score -> all.add("%d %d %s"
                .formatted(score.step(), score.source().offset(), score.tally().bitsPerCharacter())));
    }

    /** Scores of windows that were learned after a step. */
    private static int left(List<String> scores, long step) {
        return (int) scores.stream()
                .filter(score -> Long.parseLong(score.substring(0, score.indexOf(' '))) > step)
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void a_model_is_measured_with_the_newest_10000_characters_a_part_with_each_report(int mixtureBits) {
        String corpus = NumbersCorpus.text();
        try (var engine = Engine.named("portable", 1)) {
            var learner = new Learner(learner(mixtureBits), engine);
            var windows = new WindowedBatches(LANES, SEGMENT, 5);
            windows.append(ids(corpus.substring(0, 400)));
            while (windows.hasNext()) {
                learner.step(windows.next());
            }
            var heldOut = HeldOutText.begin(0);
            assertThat(heldOut.measure(learner)).isEmpty();
            for (int from = 0; from < 25_025; from += 77) {
                heldOut.add(ids(corpus.substring(from, from + 77)));
            }
            HeldOut found = null;
            for (int part = 0; part < 11; part++) {
                var saved = new TreeMap<>(heldOut.saved());
                found = HeldOutText.restore(0, saved).measure(learner).orElseThrow();
                assertThat(heldOut.measure(learner)).contains(found);
            }

            // 25,025 characters in parts of 1,001 make 25 of them.
            var fromZero = new ArrayList<Double>();
            var warm = new ArrayList<Double>();
            for (int part = 14; part < 25; part++) {
                byte[] ids = ids(corpus.substring(1001 * part, 1001 * (part + 1)));
                fromZero.add(mean(learner, Reading.fromZero(learner.weights(), 1), ids));
                warm.add(mean(learner, learner.reading(), ids));
            }
            assertThat(found.fromZero()).isCloseTo(mean(fromZero), within(1e-9));
            assertThat(found.warm()).isCloseTo(mean(warm), within(1e-9)).isNotEqualTo(found.fromZero());
            assertThat(found.perplexity()).isNull();
        }
    }

    private static double mean(Learner learner, State state, byte[] ids) {
        double[] bits = new Reading(learner.engine(), learner.weights(), state).read(new byte[][] {ids})[0];
        return Arrays.stream(bits).average().orElseThrow();
    }

    private static double mean(List<Double> each) {
        return each.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
