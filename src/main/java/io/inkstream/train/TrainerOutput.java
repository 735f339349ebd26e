package io.inkstream.train;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.checkpoint.Digests;
import io.inkstream.text.Vocabulary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** All that a trainer's task sends: reports, scores, alerts and checkpoints. */
final class TrainerOutput {

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

    void report(ModelTrainer trainer) {
        var report = reports.of(trainer, now());
        trainer.period().clear();
        listener.reported(report);
        forward(trainer.name(), report, TrainerTopology.METRICS_SINK);
    }

    /** Sends scores on, but for those that were told before a restart. */
    void tell(ModelTrainer trainer, List<RecordScores.Score> scores) {
        if (scores.isEmpty() || scores.get(0).step() <= trainer.scored()) {
            return;
        }
        scores.forEach(score -> {
            listener.scored(trainer.name(), score.z());
            forward(trainer.name(), ScoreRecords.of(trainer.name(), score), TrainerTopology.SCORES_SINK);
            if (score.alert() != null) {
                var alert = ScoreRecords.alert(
                        trainer.name(), score, settings.alerts().text(), vocabulary);
                listener.alerted(alert);
                forward(trainer.name(), alert, TrainerTopology.ALERTS_SINK);
            }
        });
        trainer.scoredUntil(scores.get(0).step());
        stores.saved().putScored(trainer.name(), trainer.scored());
    }

    /** Publishes a checkpoint, keeps it for a restart, and drops the text that it has learned. */
    void checkpoint(ModelTrainer trainer) {
        long started = nanoTime.getAsLong();
        String model = trainer.name();
        tell(trainer, trainer.scoreRest());
        var published = new ArrayList<>(stores.saved().head(model).published());
        var checkpoint = trainer.checkpoint();
        byte[] file = checkpoint.toBytes();
        String previous =
                published.isEmpty() ? null : published.get(published.size() - 1).sha256();
        var learned = trainer.learnedSinceCheckpoint().on(context.taskId().partition());
        var records = CheckpointRecords.of(
                checkpoint,
                trainer.learner().weights().sha256(),
                file,
                bytesOfPiece,
                previous,
                List.of(learned),
                stores.saved().unseen(model),
                fingerprint,
                now());

        records.chunks()
                .forEach(chunk -> forward(
                        CheckpointKeys.chunk(model, chunk.getStep(), chunk.getPart()),
                        chunk,
                        TrainerTopology.CHECKPOINT_SINK));
        forward(CheckpointKeys.manifest(model, checkpoint.step()), records.manifest(), TrainerTopology.CHECKPOINT_SINK);
        published.add(new Saved.Published(
                checkpoint.step(), records.chunks().size(), records.manifest().getSha256()));
        withdrawn(published).forEach(old -> withdraw(model, old));
        stores.saved()
                .put(model, Chunks.cut(file, bytesOfPiece), records.manifest().getPayloadSha256(), published);
        trainer.dropLearned().forEach(piece -> stores.drop(model, piece));
        listener.checkpointed(model, file.length, nanoTime.getAsLong() - started);
    }

    /** Takes off the list, and gives, those that are not to stay. */
    private List<Saved.Published> withdrawn(List<Saved.Published> published) {
        var checkpoints = settings.checkpoints();
        long bytes = ((long) checkpoints.keepMib() << 20) / Math.max(1, models.getAsInt());
        var withdrawn =
                new KeptCheckpoints(checkpoints.keep(), checkpoints.every(), bytes).leaving(published, bytesOfPiece);
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

    private void forward(String key, SpecificRecord value, String sink) {
        context.forward(new Record<>(key, value, context.currentSystemTimeMs()), sink);
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
