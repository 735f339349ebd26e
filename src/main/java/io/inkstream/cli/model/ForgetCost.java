package io.inkstream.cli.model;

import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.OrderedText;
import io.inkstream.topics.TopicHistory;
import io.inkstream.topics.TopicReader;
import io.inkstream.train.forget.TextGoneException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.utils.Utils;

/**
 * What it takes to forget text.
 *
 * @param base the checkpoint that the model begins again from; empty: it begins anew
 * @param kept all checkpoints that are kept, by step
 * @param charactersPerSecond as last reported; empty: not known
 */
record ForgetCost(
        Optional<CheckpointManifest> base, List<CheckpointManifest> kept, Optional<Double> charactersPerSecond) {

    /**
     * @param offset of the first record that is to be forgotten
     * @throws IllegalStateException if it cannot be done: neither a checkpoint from before the text nor all of the text is there
     */
    static ForgetCost of(Configuration configuration, String model, int partition, long offset) {
        var manifests = new CheckpointTopic(configuration)
                .manifests().stream()
                        .filter(manifest -> manifest.getModel().equals(model))
                        .toList();
        var base = TopicHistory.before(manifests, partition, offset);
        if (base.isEmpty()) {
            requireAllText(configuration, model, partition);
        }
        return new ForgetCost(base, manifests, speed(configuration, model));
    }

    private static void requireAllText(Configuration configuration, String model, int partition) {
        try {
            new OrderedText(configuration, model, partition, 0).close();
        } catch (TextGoneException e) {
            throw new IllegalStateException(
                    "the text cannot be taken out of model " + model
                            + ": all checkpoints that are kept have read it, and "
                            + e.getMessage() + ". Keep more text (retention.ms of corpus-ordered) or more checkpoints"
                            + " (checkpoint.keep, checkpoint.keep.mib)",
                    e);
        }
    }

    /** The newest checkpoint; empty: there is none. */
    Optional<CheckpointManifest> newest() {
        return kept.stream().reduce((older, newer) -> newer);
    }

    /** Characters to learn again, as far as the newest checkpoint tells. */
    long characters() {
        long read = base.map(CheckpointManifest::getCharacters).orElse(0L);
        return Math.max(0, newest().map(CheckpointManifest::getCharacters).orElse(0L) - read);
    }

    private static Optional<Double> speed(Configuration configuration, String model) {
        var avro = AvroSerdes.values(configuration).deserializer();
        var speed = new AtomicReference<Double>();
        try (var reports = new TopicReader(configuration, TopicNames.METRICS)) {
            reports.toLast(100);
            reports.readToEnd(record -> {
                if (Arrays.equals(record.key(), Utils.utf8(model))
                        && avro.deserialize(TopicNames.METRICS, record.headers(), record.value())
                                instanceof TrainingReport report) {
                    speed.set(report.getCharactersPerSecond());
                }
            });
        } catch (SerializationException e) {
            return Optional.empty(); // somebody else's record: only an estimate is lost
        }
        return Optional.ofNullable(speed.get()).filter(each -> each > 0);
    }

    String sentence(int records, long characters) {
        return "%,d records with %,d characters. The model is learned again from %s on: %,d characters%s"
                .formatted(
                        records,
                        characters,
                        base.map(manifest -> "step " + manifest.getStep()).orElse("its beginning"),
                        characters(),
                        charactersPerSecond
                                .map(speed -> ", some %,d s".formatted(Math.round(characters() / speed)))
                                .orElse(""));
    }
}
