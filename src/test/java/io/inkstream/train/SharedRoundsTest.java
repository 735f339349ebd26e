package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.Patience;
import io.inkstream.engine.Engine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.RoundSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose text is shared out through topics is the one that learns the same rounds in one place, one shard after the other. */
final class SharedRoundsTest {

    private static final int SHARDS = 3;
    /** Characters of a round: three shards, two windows each. */
    private static final int ROUND = SHARDS * 2 * 100;

    @TempDir
    private Path folder;

    @Test
    void a_network_is_the_same_wherever_its_parts_are_learned() {
        isTheSame(MixtureSize.NONE, false);
    }

    @Test
    void a_mixture_and_its_scores_are_the_same() {
        isTheSame(new MixtureSize(10), true);
    }

    @Test
    void the_scores_of_a_network_alone_are_told() {
        isTheSame(MixtureSize.NONE, true);
    }

    private void isTheSame(MixtureSize mixture, boolean scores) {
        var settings = settings(mixture, scores);
        var records = records(70);
        var expected = inOnePlace(settings, records, Set.of());
        assertThat(expected.digests()).hasSizeGreaterThan(4);
        try (var trainer = new DrivenTrainer(settings, folder)) {
            records.forEach(trainer::send);
            await(trainer, expected.digests().lastKey());

            requireDigests(trainer, expected);
            assertThat(trainer.deadLetters()).isEmpty();
            assertThat(trainer.scored()).isEqualTo(expected.scored());
            assertThat(trainer.scored().isEmpty()).isNotEqualTo(scores);
        }
    }

    @Test
    void text_that_was_learned_in_rounds_is_forgotten_to_the_bit() {
        var settings = settings(new MixtureSize(10), false);
        var records = records(70);
        var without = Set.of(20L, 33L, 34L);
        try (var trainer = new DrivenTrainer(settings, folder)) {
            records.subList(0, 60).forEach(trainer::send);
            trainer.forget("r1", without.stream().sorted().toList());
            trainer.awaitEndOf("r1");
            records.subList(60, 70).forEach(trainer::send);
            var expected = inOnePlace(settings, records, without);
            await(trainer, expected.digests().lastKey());

            requireDigests(trainer, expected);
            assertThat(trainer.deadLetters()).isEmpty();
        }
    }

    @Test
    void what_is_no_part_stops_nothing() {
        var settings = settings(MixtureSize.NONE, false);
        var records = records(70);
        var expected = inOnePlace(settings, records, Set.of());
        try (var trainer = new DrivenTrainer(settings, folder)) {
            trainer.sendPart("no model", "no part".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            records.subList(0, 40).forEach(trainer::send);
            trainer.sendForgedParts(SHARDS);
            records.subList(40, 70).forEach(trainer::send);
            await(trainer, expected.digests().lastKey());

            requireDigests(trainer, expected);
            assertThat(trainer.deadLetters()).hasSize(1);
        }
    }

    @Test
    void a_part_that_was_lost_is_asked_for_again() {
        var settings = settings(MixtureSize.NONE, false);
        var records = records(70);
        var expected = inOnePlace(settings, records, Set.of());
        try (var trainer = new DrivenTrainer(settings, folder)) {
            records.subList(0, 30).forEach(trainer::send);
            for (String record : records.subList(30, 70)) {
                trainer.send(record);
                trainer.sendForgedOrder(1);
            }
            int published = trainer.manifests().size();
            trainer.sleep(Duration.ofMinutes(3));
            trainer.pass();
            trainer.pass();
            assertThat(trainer.manifests()).hasSize(published);
            trainer.sleep(Duration.ofMinutes(3));
            await(trainer, expected.digests().lastKey());

            requireDigests(trainer, expected);
        }
    }

    private static void await(DrivenTrainer trainer, long step) {
        Patience.patiently("step " + step).until(() -> {
            trainer.pass();
            var kept = trainer.manifests();
            return !kept.isEmpty() && kept.get(kept.size() - 1).getStep() == step;
        });
    }

    private static void requireDigests(DrivenTrainer trainer, Learned expected) {
        trainer.manifests()
                .forEach(manifest -> assertThat(manifest.getSha256())
                        .as("step %d", manifest.getStep())
                        .isEqualTo(expected.digests().get(manifest.getStep())));
    }

    private static TrainerSettings settings(MixtureSize mixture, boolean scores) {
        var learner = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(6, 1, 1, 0, 0.1),
                new WindowSettings(2, 50, 5, 1, 0),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0.1),
                mixture,
                7,
                new RoundSettings(SHARDS, 2));
        return new TrainerSettings(
                learner,
                new TrainerSettings.Models(new ModelNaming.Single("default"), 2, Optional.empty()),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 1000),
                new TrainerSettings.Validation(0, new ValidationShare(0.1)),
                new TrainerSettings.Reporting(4, 4, 1, 12),
                new TrainerSettings.Checkpointing(10, 3, 0),
                scores,
                AlertSettings.NONE);
    }

    private static List<String> records(int count) {
        var random = new Random(3);
        var records = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            records.add(NumbersCorpus.atRandom(random, 40 + random.nextInt(40)));
        }
        return records;
    }

    /** @param digests by step */
    private record Learned(TreeMap<Long, String> digests, List<Long> scored) {}

    private static Learned inOnePlace(TrainerSettings settings, List<String> records, Set<Long> without) {
        var learned = new Learned(new TreeMap<>(), new ArrayList<>());
        try (var engine = Engine.named("nd4j", 1)) {
            var trainer = ModelTrainer.begin("default", settings, engine, () -> 0);
            learned.digests().put(0L, trainer.learner().weights().sha256());
            for (int offset = 0; offset < records.size(); offset++) {
                if (!without.contains((long) offset)) {
                    byte[] ids = trainer.learner()
                            .vocabulary()
                            .encode(records.get(offset))
                            .ids();
                    boolean heldOut = settings.validation().share().holdsOut(0, offset, records.get(offset));
                    var source = settings.scores() ? new Source(0, offset, true) : null;
                    trainer.take(new TextPiece(offset, trainer.end(), 0, ids, heldOut, source));
                }
                while (trainer.canStep()) {
                    assertThat(trainer.learner().characters() % ROUND).isZero();
                    trainer.step()
                            .forEach(
                                    score -> learned.scored().add(score.source().offset()));
                    learned.digests()
                            .put(
                                    trainer.learner().steps(),
                                    trainer.learner().weights().sha256());
                }
            }
        }
        return learned;
    }
}
