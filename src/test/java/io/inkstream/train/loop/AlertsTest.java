package io.inkstream.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.bench.novelty.LabelledLog;
import io.inkstream.bench.novelty.MadeLog;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.AlertKind;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.novelty.ScoreRecords;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** A log of a thousand lines, learned by a small model. */
final class AlertsTest {

    private static final LabelledLog LOG = MadeLog.of("quorum", 1000, 3);

    private static final TrainerSettings SETTINGS = new TrainerSettings(
            new LearnerSettings(
                    new BytesVocabulary(),
                    new NetworkSettings(4, 1, 1, 0, 0.1),
                    new WindowSettings(2, 256, 16, 0, 0),
                    new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0),
                    new MixtureSize(12),
                    7),
            new TrainerSettings.Models(new ModelNaming.Single("default"), 1, Optional.empty()),
            new TrainerSettings.Corpus(TextField.WHOLE, "\n", 100),
            new TrainerSettings.Validation(0, ValidationShare.NONE),
            new TrainerSettings.Reporting(7, 3, 1, 5),
            new TrainerSettings.Checkpointing(11, 2, 0),
            true,
            new AlertSettings(0, 0.03, AlertSettings.Text.RECORD));

    @Test
    void however_often_it_goes_on_from_a_checkpoint_scores_and_alerts_are_the_same_and_tell_of_new_kinds() {
        var expected = told(new Random(1), 0);
        assertThat(told(new Random(2), 60)).isEqualTo(expected);
        assertThat(told(new Random(3), 500)).isEqualTo(expected);

        var firsts = LOG.firsts();
        var alerts = expected.stream()
                .filter(CorpusAlert.class::isInstance)
                .map(CorpusAlert.class::cast)
                .filter(alert -> alert.getKind() == AlertKind.NEW)
                .toList();
        assertThat(alerts).hasSizeBetween(5, 30);
        long right = alerts.stream()
                .filter(alert -> firsts.get((int) alert.getOffset()))
                .count();
        assertThat((double) right / alerts.size()).isGreaterThan(0.6);
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.getText()).isEqualTo(LOG.lines().get((int) alert.getOffset()) + "\n");
            assertThat(alert.getText()).contains(alert.getStretch());
            assertThat(alert.getNearestOffset()).isLessThan(alert.getOffset());
        });
    }

    /** @param every one in so many steps is followed by a restart from a checkpoint; 0: none is */
    private static List<SpecificRecord> told(Random random, int every) {
        var told = new ArrayList<SpecificRecord>();
        try (var engine = Engine.named("portable", 1)) {
            var trainer = ModelTrainer.begin("default", SETTINGS, engine, () -> 0);
            var pieces = new ArrayDeque<TextPiece>();
            for (int line = 0; line < LOG.lines().size(); line++) {
                var text = trainer.learner().vocabulary().encode(LOG.lines().get(line) + "\n");
                var piece =
                        new TextPiece(line, trainer.end(), 0, text.ids(), Source.of(0, line, true, line * 1000L, null));
                pieces.add(piece);
                trainer.take(piece);
                while (trainer.canStep()) {
                    tell(trainer.step(), told);
                    if (every > 0 && random.nextInt(1000) < every) {
                        tell(trainer.scoreRest(), told);
                        byte[] file = trainer.checkpoint().toBytes();
                        trainer.dropLearned().forEach(pieces::remove);
                        trainer = ModelTrainer.restore(Checkpoint.fromBytes(file), SETTINGS, engine, () -> 0);
                        pieces.forEach(trainer::take);
                    }
                }
            }
            tell(trainer.scoreRest(), told);
        }
        return told;
    }

    private static void tell(List<RecordScores.Score> scores, List<SpecificRecord> told) {
        for (var score : scores) {
            told.add(ScoreRecords.of("default", score));
            if (score.alert() != null) {
                told.add(ScoreRecords.alert("default", score, AlertSettings.Text.RECORD, Vocabulary.named("bytes")));
            }
        }
    }
}
