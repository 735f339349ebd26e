package io.inkstream.topics;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.OffsetRange;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.shards.RoundFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A model's past as {@code model-checkpoints} and {@code corpus-ordered} have it. */
public final class TopicHistory implements ModelHistory {

    private final Configuration configuration;

    public TopicHistory(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Optional<Base> before(String model, int partition, long offset) {
        var topic = new CheckpointTopic(configuration);
        var ofModel = topic.manifests().stream()
                .filter(manifest -> manifest.getModel().equals(model))
                .toList();
        return before(ofModel, partition, offset)
                .map(manifest -> new Base(Checkpoint.fromBytes(topic.file(manifest)), manifest.getSha256()));
    }

    /** The newest of a model's manifests whose checkpoint had read no character of this record, or of a later one. */
    public static Optional<CheckpointManifest> before(List<CheckpointManifest> ofModel, int partition, long offset) {
        return ofModel.stream()
                .filter(manifest -> readsNothingFrom(manifest, partition, offset))
                .max(Comparator.comparingLong(CheckpointManifest::getStep));
    }

    /** One that was imported says nothing of what it has read. */
    private static boolean readsNothingFrom(CheckpointManifest manifest, int partition, long offset) {
        return !manifest.getLearned().isEmpty()
                && manifest.getLearned().stream()
                        .allMatch(read -> read.getPartition() == partition && endsBefore(read, offset));
    }

    private static boolean endsBefore(OffsetRange read, long offset) {
        return read.getTo() < offset || read.getTo() == offset && read.getToCharacter() == 0;
    }

    @Override
    public Optional<Checkpoint> find(String model, RoundFile.Base base) {
        return new CheckpointTopic(configuration)
                .find(model, base.step(), base.sha256(), base.at())
                .map(Checkpoint::fromBytes);
    }

    @Override
    public Text text(String model, int partition, long offset) {
        return new OrderedText(configuration, model, partition, offset);
    }

    @Override
    public OnTopic onTopic(String model) {
        var topic = new CheckpointTopic(configuration);
        var checkpoints = new TreeMap<Long, Integer>();
        topic.manifests().stream()
                .filter(manifest -> manifest.getModel().equals(model))
                .forEach(manifest -> checkpoints.put(manifest.getStep(), manifest.getParts()));
        var promoted = topic.promoted(model).map(manifest -> new Promoted(manifest.getStep(), manifest.getParts()));
        return new OnTopic(checkpoints, promoted);
    }
}
