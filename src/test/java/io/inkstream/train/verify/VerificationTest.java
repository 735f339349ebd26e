package io.inkstream.train.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.Parameters;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VerificationTest {

    private static final MixtureSize MIXTURE = new MixtureSize(10);

    private static final LearnerSettings LEARNER = new LearnerSettings(
            new Text8Vocabulary(),
            new NetworkSettings(6, 1, 1, 0, 0.1),
            new WindowSettings(2, 64, 5, 1, 3),
            new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0.1),
            MIXTURE,
            7);

    private final List<Verification.Text> text = new ArrayList<>();
    private final SortedMap<Long, Checkpoint> checkpoints = new TreeMap<>();
    private final SortedMap<Long, String> digests = new TreeMap<>();

    /** A trainer as in the topology, with a checkpoint at every 10th step, some of them in the middle of a window. */
    @BeforeEach
    void train() {
        String corpus = NumbersCorpus.text().substring(0, 1200);
        for (int from = 0, offset = 40; from < corpus.length(); from += 70, offset += 2) {
            text.add(new Verification.Text(
                    offset, corpus.substring(from, Math.min(corpus.length(), from + 70)), false, Optional.empty()));
        }
        var trainer = ModelTrainer.begin("default", settings(Optional.empty()), new Nd4jEngine(), () -> 0);
        var vocabulary = Vocabulary.named("text8");
        for (var piece : text) {
            byte[] ids = vocabulary.encode(piece.text()).ids();
            trainer.take(new TextPiece(piece.offset(), trainer.end(), 0, ids));
            while (trainer.canStep()) {
                trainer.step();
                if (trainer.learner().steps() % 10 == 0) {
                    var checkpoint = trainer.checkpoint();
                    checkpoints.put(checkpoint.step(), Checkpoint.fromBytes(checkpoint.toBytes()));
                    digests.put(checkpoint.step(), checkpoint.weights().sha256());
                    trainer.dropLearned();
                }
            }
        }
        assertThat(digests).hasSizeGreaterThan(8);
    }

    @Test
    void the_same_text_from_any_checkpoint_or_from_the_beginning_is_verified() {
        for (var checkpoint : checkpoints.headMap(checkpoints.lastKey()).values()) {
            var replay = Replay.from(checkpoint, new Nd4jEngine());
            var outcome = run(replay, text, checkpoint.step());
            assertThat(outcome).isInstanceOf(Verification.Verified.class);
        }
        var beginning = Replay.fromTheBeginning(checkpoints.get(10L), Optional.empty(), new Nd4jEngine());
        assertThat(run(beginning, text, 0))
                .isEqualTo(new Verification.Verified(
                        digests.size(), checkpoints.get(checkpoints.lastKey()).characters()));
    }

    @Test
    void one_character_changed_differs_at_the_first_checkpoint_behind_it() {
        var from = checkpoints.get(20L);
        int changed = 9;
        var record = text.get(changed);
        var forged = new ArrayList<>(text);
        forged.set(
                changed,
                new Verification.Text(record.offset(), "q" + record.text().substring(1), false, Optional.empty()));

        var outcome = run(Replay.from(from, new Nd4jEngine()), forged, 20);

        // The character stands at 9 · 70 = 630 of the text, in the window that begins at 30 + 4 · 128 and is learned by
        // steps 53 to 65.
        assertThat(outcome).isInstanceOfSatisfying(Verification.Differs.class, differs -> {
            assertThat(differs.step()).isEqualTo(60);
            assertThat(differs.expected()).isEqualTo(digests.get(60L));
            assertThat(differs.found()).isNotEqualTo(differs.expected());
        });
    }

    @Test
    void text_that_is_missing_at_the_end_is_said_with_the_step() {
        var outcome = run(Replay.from(checkpoints.get(20L), new Nd4jEngine()), text.subList(0, 9), 20);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Verification.TextEnds.class,
                        ends -> assertThat(ends.step()).isBetween(20L, 60L));
    }

    @Test
    void a_model_that_began_with_given_weights_is_verified_with_those_and_with_no_others() {
        var given = new Learner(settingsWithSeed(99), new Nd4jEngine()).weights();
        var trainer = ModelTrainer.begin("default", settings(Optional.of(given)), new Nd4jEngine(), () -> 0);
        var checkpoint = trainer.checkpoint();

        assertThat(Replay.fromTheBeginning(checkpoint, Optional.of(given), new Nd4jEngine())
                        .sha256())
                .isEqualTo(given.sha256());
        for (var others : List.of(Optional.<Parameters>empty(), Optional.of(Parameters.zeros(given.shape())))) {
            assertThatThrownBy(() -> Replay.fromTheBeginning(checkpoint, others, new Nd4jEngine()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(given.sha256())
                    .hasMessageContaining("initial.weights");
        }
    }

    private Verification.Outcome run(Replay replay, List<Verification.Text> records, long begin) {
        var from = records.stream()
                .filter(record -> record.offset() >= replay.offset())
                .iterator();
        return Verification.run(replay, from, digests.tailMap(begin + 1), Verification.Told.NOTHING, () -> {});
    }

    private static LearnerSettings settingsWithSeed(long seed) {
        return new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(6, 1, 1, 0, 0.1),
                new WindowSettings(2, 64, 5, 1, 3),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0.1),
                MIXTURE,
                seed);
    }

    private static TrainerSettings settings(Optional<Parameters> weights) {
        return new TrainerSettings(
                LEARNER,
                new TrainerSettings.Models(new ModelNaming.Single("default"), 1, weights),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 100),
                new TrainerSettings.Validation(30, ValidationShare.NONE),
                new TrainerSettings.Reporting(7, 3, 1, 5),
                new TrainerSettings.Checkpointing(10, 2, 0),
                false,
                AlertSettings.NONE);
    }
}
