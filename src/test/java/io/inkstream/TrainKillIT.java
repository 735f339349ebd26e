package io.inkstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inkstream.lstm.Learner;
import io.inkstream.lstm.Nd4jEngine;
import io.inkstream.runtime.CheckpointTopic;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.CorpusSender;
import io.inkstream.runtime.TopicAdmin;
import io.inkstream.runtime.Topics;
import io.inkstream.runtime.TopologySettings;
import io.inkstream.runtime.local.LocalStack;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Vocabulary;
import io.inkstream.text.WindowedBatches;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inkstream train} as a process of its own, killed without warning. */
final class TrainKillIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int HELD_OUT = 100;
    private static final long LAST_CHECKPOINT = 1200;

    @TempDir
    private Path folder;

    private LocalStack stack;
    private Process trainer;

    @AfterEach
    void stop() {
        trainer.destroyForcibly();
        stack.close();
    }

    @Test
    void after_kills_in_the_middle_the_model_is_to_the_bit_that_of_an_uninterrupted_run() throws Exception {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "batch.size", "16",
                "segment.length", "50",
                "validation.characters", Integer.toString(HELD_OUT),
                "report.every", "50",
                "checkpoint.every", "60",
                "state.dir", folder.resolve("state").toString()));
        var configuration = Configuration.load(settings, Map.of(), Optional.empty());
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        String text = NumbersCorpus.text().substring(0, HELD_OUT + (int) LAST_CHECKPOINT * 16 * 10 + 1);

        trainer = train(settings);
        try (var sender = new CorpusSender(configuration, null, 0)) {
            sender.send(new StringReader(text), sent -> {});
        }
        var checkpoints = new CheckpointTopic(configuration);
        for (long killAt : List.of(60L, 300L, 720L)) {
            await().atMost(SOON).until(() -> step(checkpoints) >= killAt);
            trainer.destroyForcibly().waitFor(); // SIGKILL
            trainer = train(settings);
        }
        await().atMost(SOON).until(() -> step(checkpoints) == LAST_CHECKPOINT);

        assertThat(checkpoints.newest("default").map(CheckpointManifest::getSha256))
                .contains(uninterrupted(configuration, text).weights().sha256());
    }

    /** The same windows, without Kafka. */
    private static Learner uninterrupted(Configuration configuration, String text) {
        var settings = TopologySettings.learner(configuration);
        var learner = new Learner(settings, new Nd4jEngine());
        byte[] ids = Vocabulary.named(settings.vocabulary()).encode(text).ids();
        var windows = new WindowedBatches(settings.batchSize(), settings.segmentLength(), settings.unrollings());
        windows.append(Arrays.copyOfRange(ids, HELD_OUT, ids.length));
        while (windows.hasNext()) {
            learner.step(windows.next());
        }
        assertThat(learner.steps()).isEqualTo(LAST_CHECKPOINT);
        return learner;
    }

    private static long step(CheckpointTopic checkpoints) {
        return checkpoints.newest("default").map(CheckpointManifest::getStep).orElse(0L);
    }

    private Process train(Map<String, String> settings) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.inkstream.cli.Inkstream",
                "train"));
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("train.log").toFile()))
                .start();
    }
}
