package io.inkstream.cli.bench;

import io.inkstream.cli.terminal.DigestLine;
import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.LocalStack;
import io.inkstream.local.TemporaryFolder;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.Clients;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.HashMap;

/** The seed profile through the topics: one window as long as the text, so the tutorial's batches to the letter. */
final class SeedViaKafka {

    private static final int CHECKPOINT_EVERY_AT_MOST = 500;

    private final Configuration profile;
    private final String text;
    private final int steps;

    SeedViaKafka(Configuration profile, String text, int steps) {
        this.profile = profile;
        this.text = text;
        this.steps = steps;
    }

    /** Trains, and gives the digest line of the checkpoint after so many steps. */
    DigestLine run() throws IOException, InterruptedException {
        int held = profile.integer(Keys.VALIDATION_CHARACTERS);
        int segment = (text.codePointCount(0, text.length()) - held) / profile.integer(Keys.BATCH_SIZE);
        int pass = segment / profile.integer(Keys.UNROLLINGS);
        if (steps > pass) {
            throw new IllegalArgumentException(
                    "--steps with --via-kafka must be at most " + pass + ", one pass over this corpus: " + steps);
        }
        try (var folder = TemporaryFolder.create("inkstream-bench");
                var stack = LocalStack.start(Home.folder(), folder.path(), 0, 0)) {
            var settings = new HashMap<>(stack.settings());
            settings.put(Keys.SEGMENT_LENGTH, Integer.toString(segment));
            settings.put(Keys.CHECKPOINT_EVERY, Integer.toString(checkpointEvery()));
            settings.put(Keys.STATE_DIR, folder.path().resolve("state").toString());
            var configuration = profile.with(settings);
            try (var admin = new TopicAdmin(configuration.kafka())) {
                admin.create(Topics.all(configuration));
            }
            try (var trainer = StreamsApplication.trainer(configuration)) {
                trainer.start();
                send(configuration, held);
                return DigestLine.of(awaitCheckpoint(configuration, trainer));
            }
        }
    }

    /** A divisor of the steps, so that there is a checkpoint after the last of them. */
    private int checkpointEvery() {
        int every = Math.min(steps, CHECKPOINT_EVERY_AT_MOST);
        while (steps % every != 0) {
            every--;
        }
        return every;
    }

    /** The tutorial's text is a circle: behind its last character stands its first, which completes the window. */
    private void send(Configuration configuration, int held) throws IOException {
        try (var sender = Clients.corpus(configuration, null, 0)) {
            sender.send(new StringReader(text), sent -> {});
            sender.send(text.substring(held, held + 1));
            sender.flush();
        }
    }

    private CheckpointManifest awaitCheckpoint(Configuration configuration, StreamsApplication trainer) {
        var checkpoints = new CheckpointTopic(configuration);
        try (var reports = new TopicReader(configuration, TopicNames.METRICS);
                var progress = Progress.of("bench seed", steps, " steps")) {
            var last = checkpoints.at(configuration.string(Keys.MODEL), steps);
            while (last.isEmpty()) {
                if (trainer.error().isPresent()) {
                    throw new IllegalStateException(
                            "the trainer ended", trainer.error().get());
                }
                reports.poll(Duration.ofSeconds(1))
                        .forEach(report -> progress.stepBy(configuration.integer(Keys.REPORT_EVERY)));
                last = checkpoints.at(configuration.string(Keys.MODEL), steps);
            }
            return last.get();
        }
    }
}
