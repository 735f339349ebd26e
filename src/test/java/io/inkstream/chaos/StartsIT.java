package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.topics.CheckpointTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Starts from what a SIGKILL left on the disk: five, or fifty with {@code -Pchaos}. */
final class StartsIT {

    private static final int STARTS = "long".equals(System.getProperty("inkstream.chaos")) ? 50 : 5;

    /** Checkpoints that may be published during one life. */
    private static final int CHECKPOINTS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Map<String, String> SETTINGS = Map.of("profile", "seed", "nodes", "128");

    @Test
    void a_generator_that_is_killed_while_models_arrive_starts_again_each_time() throws Exception {
        var random = new Random(20261129);
        try (var laboratory = Laboratory.withOneBroker("starts")) {
            var configuration = laboratory.configure(SETTINGS);
            var settings = laboratory.settings(SETTINGS);
            settings.put("state.dir", laboratory.folder().resolve("state").toString());
            var allowed = new Semaphore(1);
            var published = new AtomicLong();
            var stopped = new AtomicBoolean();
            var publisher = Executors.newSingleThreadExecutor();
            var publishing = publisher.submit(() -> publish(configuration, allowed, published, stopped));
            try {
                for (int start = 1; start <= STARTS; start++) {
                    var child = laboratory.inkstream("generate", "0", settings);
                    await("start " + start, child, () -> child.says("RUNNING (was REBALANCING)"));
                    allowed.drainPermits();
                    allowed.release(CHECKPOINTS);
                    long from = published.get();
                    long moment = 1 + random.nextInt(CHECKPOINTS / 3);
                    await("checkpoints", child, () -> published.get() >= from + moment || publishing.isDone());
                    child.kill();
                    assertThat(child.words()).doesNotContain("cannot continue").doesNotContain("cannot begin again");
                }
            } finally {
                // What it is at ends well: it may not be interrupted in it.
                stopped.set(true);
                allowed.release();
                publisher.shutdown();
            }
        }
    }

    private static void await(String what, Child child, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    child.requireAlive();
                    return condition.getAsBoolean();
                });
    }

    /** One step after the other, as a trainer does, until it is told to stop. */
    private static Void publish(
            Configuration configuration, Semaphore allowed, AtomicLong published, AtomicBoolean stopped)
            throws InterruptedException {
        var topic = new CheckpointTopic(configuration);
        var settings = RecordedSettings.of(configuration);
        var tensors = new Learner(settings, Engine.named("portable", 1)).tensors();
        for (allowed.acquire(); !stopped.get(); allowed.acquire()) {
            var checkpoint = new Checkpoint("default", published.get() + 1, 0, settings, Map.of(), tensors);
            topic.publish(
                    CheckpointRecords.of(checkpoint, checkpoint.toBytes(), null, List.of(), Map.of(), Instant.now()));
            published.incrementAndGet();
        }
        return null;
    }
}
