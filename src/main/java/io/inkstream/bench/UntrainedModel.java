package io.inkstream.bench;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import io.inkstream.learn.Learner;
import io.inkstream.streams.TopologySettings;
import io.inkstream.topics.CheckpointTopic;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A model that has learned nothing. */
public final class UntrainedModel {

    private UntrainedModel() {}

    /** Publishes one of the configured size, as step 0 of the model that the key {@code model} names. */
    public static void publish(Configuration configuration) {
        var settings = RecordedSettings.of(configuration);
        try (var engine = TopologySettings.engine(configuration)) {
            publish(configuration, new Learner(settings, engine));
        }
    }

    /** Publishes what a learner has come to. */
    static void publish(Configuration configuration, Learner learner) {
        var checkpoint = new Checkpoint(
                configuration.string(Keys.MODEL),
                learner.steps(),
                learner.characters(),
                learner.settings(),
                Map.of(),
                learner.tensors());
        new CheckpointTopic(configuration)
                .publish(CheckpointRecords.of(
                        checkpoint, checkpoint.toBytes(), null, List.of(), Map.of(), Instant.now()));
    }
}
