package io.inkstream.train.verify;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.model.Parameters;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.corpus.Verdict;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.novelty.RecordScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Learns a stretch of a model's text again, from one of its checkpoints or from its very beginning: as the trainer does, without
 * Kafka. For one thread.
 */
public final class Replay {

    private static final int NEVER = Integer.MAX_VALUE;

    private final ModelTrainer trainer;
    private final Vocabulary vocabulary;
    private final long offset;
    private final List<RecordScores.Score> scores = new ArrayList<>();
    private long start;

    private Replay(ModelTrainer trainer, long offset, long start) {
        this.trainer = trainer;
        this.vocabulary = trainer.learner().vocabulary();
        this.offset = offset;
        this.start = start;
    }

    /** Begins a model anew. */
    public static Replay begin(String model, TrainerSettings settings, Engine engine) {
        return new Replay(ModelTrainer.begin(model, settings, engine, () -> 0), 0, 0);
    }

    /** Goes on from a checkpoint. */
    public static Replay from(Checkpoint checkpoint, Engine engine) {
        var saved = checkpoint.trainer();
        long position = Long.parseLong(saved.get("position"));
        return new Replay(
                ModelTrainer.restore(checkpoint, settings(checkpoint, Optional.empty()), engine, () -> 0),
                Long.parseLong(saved.get("offset")),
                position - Long.parseLong(saved.get("character")));
    }

    /**
     * Begins where the model of this checkpoint began.
     *
     * @param given what it began with; empty: weights drawn from its seed
     * @throws IllegalStateException if the model did not begin with those weights
     */
    public static Replay fromTheBeginning(Checkpoint later, Optional<Parameters> given, Engine engine) {
        var trainer = ModelTrainer.begin(later.model(), settings(later, given), engine, () -> 0);
        String initial = later.trainer().get("initialSha256");
        if (!trainer.initialSha256().equals(initial)) {
            throw new IllegalStateException("model " + later.model() + " began with the weights " + initial + ", and "
                    + (given.isPresent() ? "those given are " : "its seed gives ") + trainer.initialSha256()
                    + ": give the file that it began with (--set initial.weights=FILE), or verify it from one of its"
                    + " checkpoints");
        }
        return new Replay(trainer, 0, 0);
    }

    private static TrainerSettings settings(Checkpoint checkpoint, Optional<Parameters> given) {
        int validation = Integer.parseInt(checkpoint.trainer().get("validationCharacters"));
        return new TrainerSettings(
                checkpoint.settings(),
                new TrainerSettings.Models(new ModelNaming.Single(checkpoint.model()), 1, given),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 1),
                new TrainerSettings.Validation(validation, ValidationShare.NONE),
                new TrainerSettings.Reporting(NEVER, NEVER, 0, 1),
                new TrainerSettings.Checkpointing(NEVER, 1, 0),
                RecordScores.areIn(checkpoint.trainer()),
                AlertSettings.of(checkpoint).orElse(AlertSettings.NONE));
    }

    /** The first record of {@code corpus-ordered} whose text it needs, as an offset; 0 from the beginning. */
    public long offset() {
        return offset;
    }

    /** Takes the text of the model's next record, or the verdict that it is. */
    public void take(Verification.Text text) {
        if (text.origin().orElse(null) instanceof Verdict verdict) {
            trainer.judge(text.offset(), verdict);
            return;
        }
        var encoded = vocabulary.encode(text.text());
        var piece = new TextPiece(
                text.offset(),
                start,
                (int) encoded.unexpected(),
                encoded.ids(),
                text.heldOut(),
                text.origin().orElse(null));
        trainer.take(piece);
        start = piece.end();
    }

    /** Does the next step, if there is text for it. */
    public boolean step() {
        if (!trainer.canStep()) {
            return false;
        }
        scores.addAll(trainer.step());
        trainer.dropLearned();
        return true;
    }

    /** The scores that became known since they were last asked for, in the order of the text; none of a model that was learned without. */
    public List<RecordScores.Score> scores() {
        var taken = List.copyOf(scores);
        scores.clear();
        return taken;
    }

    /** The same of all text that is learned: a checkpoint is made only when they are known. */
    public List<RecordScores.Score> allScores() {
        scores.addAll(trainer.scoreRest());
        return scores();
    }

    /** All that is needed to go on from here ({@link #from}), with the records from {@link #offset} on. */
    public Checkpoint checkpoint() {
        return trainer.checkpoint();
    }

    /** The model as it is: learning changes it. */
    public Learner learner() {
        return trainer.learner();
    }

    String model() {
        return trainer.name();
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    AlertSettings alerts() {
        return trainer.alerts();
    }

    /** Steps done, as a checkpoint counts them. */
    public long steps() {
        return trainer.learner().steps();
    }

    public long characters() {
        return trainer.learner().characters();
    }

    /** The digest of the weights as they are now. */
    public String sha256() {
        return trainer.learner().weights().sha256();
    }
}
