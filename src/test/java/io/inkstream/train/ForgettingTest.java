package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.Patience;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.Forgotten;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.forget.Omissions;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.verify.Replay;
import io.inkstream.train.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model has forgotten it never learned: its digest is that of one that was never given the text. */
final class ForgettingTest {

    private static final TrainerSettings SETTINGS = NeverTold.settings(MixtureSize.NONE, 10);
    private static final TrainerSettings SCORED = new TrainerSettings(
            SETTINGS.learner(),
            SETTINGS.models(),
            SETTINGS.corpus(),
            new TrainerSettings.Validation(0, ValidationShare.NONE),
            SETTINGS.reports(),
            SETTINGS.checkpoints(),
            true,
            AlertSettings.NONE);
    /** Its checkpoints are of some MiB each, so there are fewer. */
    private static final TrainerSettings MIXED = NeverTold.settings(new MixtureSize(10), 50);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_model_that_forgot_is_to_the_bit_one_that_was_never_told(long seed) {
        isToTheBitOneThatWasNeverTold(SETTINGS, seed);
    }

    @Test
    void a_model_with_a_mixture_forgets_too() {
        isToTheBitOneThatWasNeverTold(MIXED, 11);
    }

    private void isToTheBitOneThatWasNeverTold(TrainerSettings settings, long seed) {
        var random = new Random(seed);
        var records = NeverTold.records(random, 60);
        int known = 30 + random.nextInt(20);
        var forgotten = drawn(random, known);
        try (var trainer = new DrivenTrainer(settings, folder.resolve("forgets"))) {
            records.subList(0, known).forEach(trainer::send);
            trainer.forget("r1", forgotten);
            // Some text comes while it is learned again.
            int meanwhile = known + random.nextInt(5);
            records.subList(known, meanwhile).forEach(trainer::send);
            trainer.awaitEndOf("r1");
            records.subList(meanwhile, 60).forEach(trainer::send);

            var expected = NeverTold.digests(settings, records, Set.copyOf(forgotten));
            var kept = trainer.manifests();
            NeverTold.requireEqual(kept, expected);
            assertThat(kept.get(kept.size() - 1).getForgotten()).hasSize(1);
            assertThat(kept.get(kept.size() - 1).getStep()).isGreaterThan(50);
            assertThat(trainer.deadLetters()).isEmpty();
        }
    }

    @Test
    void what_is_asked_one_after_the_other_is_forgotten_together() {
        var records = NeverTold.records(new Random(9), 50);
        try (var trainer = new DrivenTrainer(SETTINGS, folder.resolve("forgets"))) {
            records.subList(0, 40).forEach(trainer::send);
            trainer.forget("r1", List.of(3L, 20L));
            trainer.forget("r1", List.of(5L)); // sent twice: the first counts
            trainer.forget("r2", List.of(2L, 21L, 30L));
            trainer.awaitEndOf("r2");
            records.subList(40, 50).forEach(trainer::send);
            trainer.forget("r3", List.of(45L));
            trainer.awaitEndOf("r3");

            var expected = NeverTold.digests(SETTINGS, records, Set.of(2L, 3L, 20L, 21L, 30L, 45L));
            NeverTold.requireEqual(trainer.manifests(), expected);
            var newest = trainer.manifests().get(trainer.manifests().size() - 1);
            assertThat(newest.getForgotten())
                    .extracting(forgotten -> forgotten.getRequest())
                    .containsExactly("r1", "r2", "r3");
        }
    }

    @Test
    void the_certificate_leads_from_the_checkpoint_before_the_text_and_is_verified_without_it() {
        var records = NeverTold.records(new Random(4), 40);
        try (var trainer = new DrivenTrainer(SETTINGS, folder.resolve("forgets"))) {
            records.forEach(trainer::send);
            trainer.forget("r1", List.of(35L));
            trainer.awaitEndOf("r1");

            var kept = trainer.manifests();
            var newest = kept.get(kept.size() - 1);
            var base = kept.get(kept.size() - 2);
            assertThat(newest.getPreviousSha256()).isEqualTo(base.getSha256());
            assertThat(newest.getForgotten().get(0).getReplacedStep()).isGreaterThanOrEqualTo(newest.getStep());
            assertThat(newest.getLearned()).hasSize(1);
            assertThat(newest.getLearned().get(0).getFrom())
                    .isLessThanOrEqualTo(base.getLearned().get(0).getTo());

            var replay = Replay.from(trainer.checkpoint(base), new Nd4jEngine());
            var omissions = Omissions.of(newest.getForgotten());
            var left = trainer.text().stream()
                    .filter(record -> record.offset() >= replay.offset() && !omissions.contains(record.offset()))
                    .iterator();
            var digests = new TreeMap<Long, String>();
            digests.put(newest.getStep(), newest.getSha256());
            assertThat(Verification.run(replay, left, digests, Verification.Told.NOTHING, () -> {}))
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void each_record_that_is_left_is_scored_once_whichever_of_the_two_models_learned_it_first() {
        var records = NeverTold.records(new Random(6), 60);
        for (int known : List.of(31, 34, 37, 40)) {
            try (var trainer = new DrivenTrainer(SCORED, folder.resolve("scores" + known))) {
                records.subList(0, known).forEach(trainer::send);
                trainer.forget("r1", List.of(4L, 5L, 6L));
                records.subList(known, known + 5).forEach(trainer::send);
                trainer.awaitEndOf("r1");
                records.subList(known + 5, 60).forEach(trainer::send);

                assertThat(trainer.scored())
                        .as("known %d", known)
                        .doesNotHaveDuplicates()
                        .isSorted();
                assertThat(trainer.scored()).hasSizeGreaterThan(50);
                assertThat(trainer.scored().get(trainer.scored().size() - 1)
                                - trainer.scored().get(0))
                        .isEqualTo(trainer.scored().size() - 1L);
            }
        }
    }

    @Test
    void what_cannot_be_asked_is_a_dead_letter_and_stops_nothing() {
        var records = NeverTold.records(new Random(5), 12);
        try (var trainer = new DrivenTrainer(SETTINGS, folder.resolve("forgets"))) {
            trainer.forget("r0", List.of(3L)); // no model yet
            records.forEach(trainer::send);
            trainer.forget("", List.of(3L));
            trainer.forget("backwards", List.of(3L, 2L));
            trainer.forget("none", List.of());
            trainer.request(DrivenTrainer.MODEL, "forget me".getBytes(StandardCharsets.UTF_8));
            trainer.request(DrivenTrainer.MODEL, null);

            assertThat(trainer.deadLetters()).hasSize(6);
            trainer.forget("good", List.of(3L));
            Patience.patiently("the good one").until(() -> {
                trainer.pass();
                return trainer.hasForgotten("good");
            });
            var expected = NeverTold.digests(SETTINGS, records, Set.of(3L));
            NeverTold.requireEqual(trainer.manifests(), expected);
        }
    }

    @Test
    void what_a_manifest_has_no_room_for_is_a_dead_letter() {
        try (var trainer = new DrivenTrainer(SETTINGS, folder.resolve("forgets"))) {
            NeverTold.records(new Random(8), 12).forEach(trainer::send);
            for (int request = 0; request < 3; request++) {
                long from = 1000 + 10_000L * request;
                trainer.forget(
                        "r" + request,
                        LongStream.range(from, from + 10_000).boxed().toList());
            }
            assertThat(trainer.deadLetters()).hasSize(1);
            NeverTold.records(new Random(9), 12).forEach(trainer::send);
            var newest = trainer.manifests().get(trainer.manifests().size() - 1);
            assertThat(newest.getForgotten()).extracting(Forgotten::getRequest).containsExactly("r0", "r1");
            assertThat(newest.getForgotten())
                    .allSatisfy(
                            forgotten -> assertThat(forgotten.getReplacedStep()).isZero());
        }
    }

    private static List<Long> drawn(Random random, int below) {
        var offsets = new ArrayList<Long>();
        for (long offset = random.nextInt(below); offset < below; offset += 1 + random.nextInt(below)) {
            offsets.add(offset);
        }
        return offsets;
    }
}
