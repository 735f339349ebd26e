package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.train.corpus.LeftOut;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.Thinning;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThinningTest {

    private static final Duration MOST = Duration.ofMinutes(10);
    private static final long NOW = Duration.ofDays(1).toMillis();

    @TempDir
    private Path folder;

    private long oldest = Long.MAX_VALUE;

    @Test
    void a_record_is_left_out_while_it_or_the_text_before_it_is_too_old() {
        var thinning = thinning();

        assertThat(thinning.leavesOut("default", NOW - MOST.toMillis())).isFalse();
        assertThat(thinning.leavesOut("default", NOW - MOST.toMillis() - 1)).isTrue();
        oldest = NOW - MOST.toMillis() - 1;
        assertThat(thinning.leavesOut("default", NOW)).isTrue();
        oldest++;
        assertThat(thinning.leavesOut("default", NOW)).isFalse();
    }

    @Test
    void the_model_is_that_of_what_stays_and_says_how_much_was_left_out() {
        var settings = NeverTold.settings(MixtureSize.NONE, 4);
        var records = NeverTold.records(new Random(5), 60);
        var random = new Random(6);
        Set<Long> without = new TreeSet<>();
        long characters = 0;
        try (var trainer = new DrivenTrainer(settings, folder, Optional.of(thinning()))) {
            for (int offset = 0; offset < records.size(); offset++) {
                boolean isOld = random.nextInt(3) == 0 && offset < records.size() - 10;
                oldest = !isOld && random.nextInt(8) == 0 ? 0 : Long.MAX_VALUE;
                if (isOld || oldest == 0) {
                    without.add((long) offset);
                    characters += records.get(offset).length();
                }
                trainer.send(records.get(offset), isOld ? NOW - 2 * MOST.toMillis() : NOW);
            }

            var expected = NeverTold.digests(settings, records, without);
            var manifests = trainer.manifests();
            assertThat(manifests)
                    .hasSizeGreaterThan(3)
                    .allSatisfy(
                            manifest -> assertThat(manifest.getSha256()).isEqualTo(expected.get(manifest.getStep())));
            var newest = manifests.get(manifests.size() - 1);
            assertThat(newest.getLeftOutRecords()).isBetween(without.size() - 5L, (long) without.size());
            assertThat(newest.getLeftOutCharacters()).isBetween(characters / 2, characters);
            assertThat(trainer.deadLetters()).isEmpty();
            assertThat(verified(settings, trainer.text())).isEqualTo(newest.getSha256());
        }
    }

    /** What whoever learns the topic again comes to, who knows nothing of times. */
    private static String verified(TrainerSettings settings, List<Verification.Text> ordered) {
        var trainer = ModelTrainer.begin("default", settings, new Nd4jEngine(), () -> 0);
        String sha256 = "";
        for (var text : ordered) {
            byte[] ids = trainer.learner().vocabulary().encode(text.text()).ids();
            trainer.take(new TextPiece(text.offset(), trainer.end(), 0, ids, text.heldOut(), null));
            while (trainer.canStep()) {
                trainer.step();
                if (trainer.isCheckpointDue()) {
                    sha256 = trainer.learner().weights().sha256();
                }
            }
        }
        return sha256;
    }

    @Test
    void what_was_left_out_survives_its_bytes_and_what_is_none_is_none() {
        assertThat(LeftOut.from(new LeftOut(3, 700).bytes())).contains(new LeftOut(3, 700));
        assertThat(LeftOut.from(new byte[7])).isEmpty();
        assertThat(LeftOut.from(new LeftOut(-3, 700).bytes())).isEmpty();
        assertThat(LeftOut.from(new LeftOut(1, -1).bytes())).isEmpty();
        assertThat(LeftOut.from((byte[]) null)).isEmpty();
    }

    private Thinning thinning() {
        return new Thinning(MOST, model -> oldest, () -> Instant.ofEpochMilli(NOW));
    }
}
