package io.inkstream.train.loop;

import io.inkstream.engine.Engine;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.novelty.RecordScores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Scores records as the trainer does, without Kafka. */
public final class Scoring {

    private Scoring() {}

    /**
     * A record's score.
     *
     * @param record its index
     * @param bitsPerCharacter before it was learned
     * @param z null while there is nothing to compare with
     * @param novelty bits per character beyond what was expected
     */
    public record Scored(int record, double bitsPerCharacter, Double z, double novelty) {

        private static Scored of(RecordScores.Score score) {
            var tally = score.tally();
            return new Scored((int) score.source().offset(), tally.bitsPerCharacter(), score.z(), score.novelty());
        }
    }

    /**
     * Learns records one after the other and scores them. Those behind the last whole window have no score.
     *
     * @param settings with scores
     * @param progress is told how many characters were learned, again and again
     */
    public static List<Scored> of(
            List<String> records, TrainerSettings settings, Engine engine, LongConsumer progress) {
        var trainer = ModelTrainer.begin("default", settings, engine, () -> 0);
        var scored = new ArrayList<Scored>();
        for (int record = 0; record < records.size(); record++) {
            var text = trainer.learner().vocabulary().encode(records.get(record));
            trainer.take(new TextPiece(
                    record, trainer.end(), (int) text.unexpected(), text.ids(), new Source(0, record, true)));
            while (trainer.canStep()) {
                trainer.step().forEach(score -> scored.add(Scored.of(score)));
                if (trainer.isWindowDone()) {
                    trainer.dropLearned();
                }
                progress.accept(trainer.period().last().characters());
            }
        }
        trainer.scoreRest().forEach(score -> scored.add(Scored.of(score)));
        return scored;
    }
}
