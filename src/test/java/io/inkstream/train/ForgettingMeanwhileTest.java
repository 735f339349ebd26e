package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.train.loop.TrainerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes while a model is learned again, with the text that it is to forget: more text, another request, and somebody who promotes a checkpoint. */
final class ForgettingMeanwhileTest {

    private static final TrainerSettings SETTINGS = NeverTold.settings(MixtureSize.NONE, 10);

    @TempDir
    private Path folder;

    @Test
    void a_request_that_comes_while_another_is_worked_on_is_met_with_it() {
        var records = NeverTold.records(new Random(10), 40);
        try (var trainer = new DrivenTrainer(SETTINGS, folder.resolve("forgets"))) {
            records.forEach(trainer::send);
            trainer.hold();
            trainer.forget("r1", List.of(20L));
            trainer.awaitHeld();
            trainer.forget("r2", List.of(4L, 30L));
            trainer.awaitHeld();
            assertThat(trainer.hasForgotten("r1")).isFalse();
            trainer.release();
            trainer.awaitEndOf("r2");

            NeverTold.requireEqual(trainer.manifests(), NeverTold.digests(SETTINGS, records, Set.of(4L, 20L, 30L)));
            var newest = trainer.manifests().get(trainer.manifests().size() - 1);
            assertThat(newest.getForgotten())
                    .extracting(forgotten -> forgotten.getRequest())
                    .containsExactly("r1", "r2");
            assertThat(trainer.deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_published_and_promoted_while_it_is_learned_again_goes_if_it_had_read_the_text(boolean older) {
        var records = NeverTold.records(new Random(12), 60);
        try (var trainer = new DrivenTrainer(SETTINGS, folder.resolve("forgets"))) {
            records.subList(0, 40).forEach(trainer::send);
            var before = trainer.manifests();
            trainer.hold();
            trainer.forget("r1", List.of(36L));
            trainer.awaitHeld();
            records.subList(40, 60).forEach(trainer::send);
            var meanwhile = trainer.manifests().get(trainer.manifests().size() - 1);
            assertThat(meanwhile.getStep())
                    .isGreaterThan(before.get(before.size() - 1).getStep());
            trainer.promote(older ? before.get(0) : meanwhile);
            trainer.importAs(meanwhile, 1);
            trainer.importAs(meanwhile, 100_000);
            trainer.release();
            trainer.awaitEndOf("r1");

            NeverTold.requireEqual(trainer.manifests(), NeverTold.digests(SETTINGS, records, Set.of(36L)));
            assertThat(trainer.manifests())
                    .extracting(CheckpointManifest::getStep)
                    .doesNotContain(1L, 100_000L);
            assertThat(trainer.promoted()).hasSize(older ? 2 : 0); // the manifest and its piece
        }
    }
}
