package io.inkstream.train;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.checkpoint.Digests;
import io.inkstream.checkpoint.Provenance;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.forget.Omissions;
import io.inkstream.train.forget.Relearned;
import io.inkstream.train.loop.LearnedText;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.novelty.ScoreRecords;
import io.inkstream.train.store.KeptCheckpoints;
import io.inkstream.train.store.ModelStores;
import io.inkstream.train.store.Saved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** All that a trainer's task sends: reports, scores, alerts and checkpoints. */
final class TrainerOutput {

    /** Two offsets as Avro writes them, at most. */
    private static final int BYTES_OF_RANGE = 2 * 10;

    private final ProcessorContext<Object, Object> context;
    private final TrainerSettings settings;
    private final ModelStores stores;
    /** Of a checkpoint's pieces, at most. */
    private final int bytesOfPiece;
    /** The same for every model, for they have one set of settings. */
    private final Map<String, String> fingerprint;

    /** How many models the task has. */
    private final IntSupplier models;

    private final LongSupplier nanoTime;
    private final TrainerListener listener;
    private final Reports reports;
    private final Vocabulary vocabulary;

    TrainerOutput(
            ProcessorContext<Object, Object> context,
            TrainerSettings settings,
            ModelStores stores,
            int bytesOfPiece,
            Map<String, String> fingerprint,
            IntSupplier models,
            LongSupplier nanoTime,
            TrainerListener listener) {
        this.context = context;
        this.settings = settings;
        this.stores = stores;
        this.bytesOfPiece = bytesOfPiece;
        this.fingerprint = fingerprint;
        this.models = models;
        this.nanoTime = nanoTime;
        this.listener = listener;
        reports = new Reports(settings);
        vocabulary = settings.learner().vocabulary();
    }

    /** Keeps a new model's starting point like any later one, and does not publish it: it has learned nothing yet. */
    void keepBeginning(ModelTrainer trainer) {
        byte[] file = trainer.checkpoint().toBytes();
        stores.saved().put(trainer.name(), Chunks.cut(file, bytesOfPiece), Digests.sha256(file), List.of());
        stores.saved().putSteps(trainer.name(), 0);
    }

    /** Ranges of forgotten records that a manifest has room for. */
    int omittedRangesMax() {
        return bytesOfPiece / BYTES_OF_RANGE;
    }

    void report(ModelTrainer trainer) {
        var report = reports.of(trainer, now());
        trainer.period().clear();
        listener.reported(report);
        forward(trainer.name(), report, TrainerTopology.METRICS_SINK);
    }

    /** Sends scores on, but for those that were told before a restart. */
    void tell(ModelTrainer trainer, List<RecordScores.Score> scores) {
        if (scores.isEmpty() || scores.get(0).step() <= trainer.repetition().scored()) {
            return;
        }
        tell(trainer.name(), scores);
        trainer.repetition().scoredUntil(scores.get(0).step());
        stores.saved().putScored(trainer.name(), trainer.repetition().scored());
    }

    /** A model that forgot scores some records that were told before it took the other's place: each is told once. */
    private void tell(String model, List<RecordScores.Score> scores) {
        long told = stores.saved().told(model);
        for (var score : scores) {
            if (score.place() > told) {
                tell(model, score);
                told = score.place();
            }
        }
        stores.saved().putTold(model, told);
    }

    private void tell(String model, RecordScores.Score score) {
        listener.scored(model, score.z());
        forward(model, ScoreRecords.of(model, score), TrainerTopology.SCORES_SINK);
        if (score.alert() != null) {
            var alert = ScoreRecords.alert(model, score, settings.alerts().text(), vocabulary);
            listener.alerted(alert);
            forward(model, alert, TrainerTopology.ALERTS_SINK);
        }
    }

    /** Publishes a checkpoint, keeps it for a restart, and drops the text that it has learned. */
    void checkpoint(ModelTrainer trainer) {
        long started = nanoTime.getAsLong();
        String model = trainer.name();
        tell(trainer, trainer.scoreRest());
        var published = new ArrayList<>(stores.saved().head(model).published());
        String previous =
                published.isEmpty() ? null : published.get(published.size() - 1).sha256();
        int bytes = publish(
                trainer.checkpoint(),
                trainer.learner().weights().sha256(),
                previous,
                trainer.learnedSinceCheckpoint(),
                published);
        trainer.dropLearned().forEach(piece -> stores.drop(model, piece));
        listener.checkpointed(model, bytes, nanoTime.getAsLong() - started);
    }

    /**
     * Publishes a model that was learned again in place of one that goes on, takes all that the other learned with what is forgotten off the topic, and keeps the one
     * for a restart with the text that neither has learned.
     *
     * @param live the other
     */
    void replace(ModelTrainer live, Relearned relearned, Omissions omissions) {
        long started = nanoTime.getAsLong();
        String model = live.name();
        long base = relearned.base().map(Relearned.Base::step).orElse(-1L);
        var published = new ArrayList<>(stores.saved().head(model).published());
        var gone = published.stream().filter(old -> old.step() > base).toList();
        published.removeAll(gone);
        gone.forEach(old -> withdraw(model, old));
        withdrawForeign(model, published, relearned.onTopic());
        var promoted = relearned.onTopic().promoted();
        if (promoted.map(ModelHistory.Promoted::step).orElse(Long.MAX_VALUE) > base) {
            // Or one of those that are gone, if that was promoted since.
            int parts = gone.stream().mapToInt(Saved.Published::parts).max().orElse(0);
            withdrawPromoted(
                    model,
                    Math.max(parts, promoted.map(ModelHistory.Promoted::parts).orElse(0)));
        }
        published.removeIf(old -> old.step() == relearned.checkpoint().step());
        String previous = relearned.base().map(Relearned.Base::sha256).orElse(null);
        var checkpoint = relearned.checkpoint();
        int bytes = publish(checkpoint, checkpoint.weights().sha256(), previous, relearned.learned(), published);
        stores.saved().putSteps(model, relearned.checkpoint().step());
        stores.saved().putScored(model, relearned.checkpoint().step());
        if (settings.scores()) {
            tell(model, relearned.scores());
        }
        live.piecesInHand().forEach(piece -> stores.drop(model, piece));
        keep(model, relearned, live, omissions);
        listener.checkpointed(model, bytes, nanoTime.getAsLong() - started);
    }

    private void keep(String model, Relearned relearned, ModelTrainer live, Omissions omissions) {
        var pieces = new ArrayList<>(relearned.pieces());
        for (var piece : live.piecesInHand()) {
            if (piece.offset() >= relearned.readTo() && !omissions.contains(piece.offset())) {
                long start =
                        pieces.isEmpty() ? 0 : pieces.get(pieces.size() - 1).end();
                pieces.add(new TextPiece(
                        piece.offset(), start, piece.unexpected(), piece.ids(), piece.heldOut(), piece.origin()));
            }
        }
        pieces.forEach(piece -> stores.keep(model, piece));
    }

    /**
     * Publishes a checkpoint, and keeps it for a restart.
     *
     * @param sha256 the digest of its weights
     * @param previousSha256 that of the one before; null for the first
     * @param learned since that one
     * @param published those that stand on the topic; this one is added, and what is not to stay is withdrawn
     * @return its size in bytes
     */
    private int publish(
            Checkpoint checkpoint,
            String sha256,
            String previousSha256,
            LearnedText learned,
            List<Saved.Published> published) {
        String model = checkpoint.model();
        byte[] file = checkpoint.toBytes();
        if (settings.learner().rounds().areShared()) {
            stores.saved().putPublishedAt(model, now());
        }
        var omissions = stores.omissions().of(model);
        var provenance = new Provenance(
                previousSha256,
                List.of(learned.on(context.taskId().partition())),
                stores.missing().unseen(model),
                stores.missing().leftOut(model).records(),
                stores.missing().leftOut(model).characters(),
                omissions.forgotten(),
                fingerprint,
                now());
        var records = CheckpointRecords.of(checkpoint, sha256, file, bytesOfPiece, provenance);
        records.chunks()
                .forEach(chunk -> forward(
                        CheckpointKeys.chunk(model, chunk.getStep(), chunk.getPart()),
                        chunk,
                        TrainerTopology.CHECKPOINT_SINK));
        forward(CheckpointKeys.manifest(model, checkpoint.step()), records.manifest(), TrainerTopology.CHECKPOINT_SINK);
        published.add(new Saved.Published(
                checkpoint.step(), records.chunks().size(), records.manifest().getSha256()));
        withdrawn(published, omissions.keptUpTo()).forEach(old -> withdraw(model, old));
        stores.saved()
                .put(model, Chunks.cut(file, bytesOfPiece), records.manifest().getPayloadSha256(), published);
        return file.length;
    }

    /**
     * Takes off the list, and gives, those that are not to stay.
     *
     * @param keptUpTo the step of the newest that stays whatever its age
     */
    private List<Saved.Published> withdrawn(List<Saved.Published> published, long keptUpTo) {
        var checkpoints = settings.checkpoints();
        long bytes = ((long) checkpoints.keepMib() << 20) / Math.max(1, models.getAsInt());
        var withdrawn = new KeptCheckpoints(checkpoints.keep(), checkpoints.every(), bytes)
                .leaving(published, bytesOfPiece).stream()
                        .filter(old -> old.step() > keptUpTo)
                        .toList();
        published.removeAll(withdrawn);
        return withdrawn;
    }

    /** Takes an old checkpoint off the topic: the manifest first, so that nobody begins to read what is going. */
    private void withdraw(String model, Saved.Published old) {
        forward(CheckpointKeys.manifest(model, old.step()), null, TrainerTopology.CHECKPOINT_SINK);
        for (int part = 0; part < old.parts(); part++) {
            forward(CheckpointKeys.chunk(model, old.step(), part), null, TrainerTopology.CHECKPOINT_SINK);
        }
    }

    /** Of one that was imported nobody knows what it has read. */
    private void withdrawForeign(String model, List<Saved.Published> ours, ModelHistory.OnTopic onTopic) {
        var foreign = new TreeMap<>(onTopic.checkpoints());
        ours.forEach(own -> foreign.remove(own.step()));
        foreign.forEach((step, parts) -> withdraw(model, new Saved.Published(step, parts, "")));
    }

    private void withdrawPromoted(String model, int parts) {
        forward(CheckpointKeys.promoted(model), null, TrainerTopology.CHECKPOINT_SINK);
        for (int part = 0; part < parts; part++) {
            forward(CheckpointKeys.promoted(model, part), null, TrainerTopology.CHECKPOINT_SINK);
        }
    }

    private void forward(String key, SpecificRecord value, String sink) {
        context.forward(new Record<>(key, value, context.currentSystemTimeMs()), sink);
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
