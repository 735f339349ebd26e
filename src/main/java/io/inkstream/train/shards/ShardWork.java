package io.inkstream.train.shards;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Shard;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns a shard's part of a round on a thread of its own. It may be ended at any moment and begun again, elsewhere or here: what comes of it depends on what it is
 * asked alone.
 */
final class ShardWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShardWork.class);
    private static final long RETRY_NANOS = 50_000_000L;
    private static final long RETRY_MAX_NANOS = 10_000_000_000L;
    /** How long a checkpoint may be missed before somebody is told. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final RoundFile order;
    private final BaseCheckpoints checkpoints;
    private final Supplier<Engine> engines;
    private final AtomicReference<RoundFile> done = new AtomicReference<>();
    private final AtomicReference<Throwable> refusal = new AtomicReference<>();
    private final Worker worker;

    ShardWork(RoundFile order, BaseCheckpoints checkpoints, Supplier<Engine> engines) {
        this.order = order;
        this.checkpoints = checkpoints;
        this.engines = engines;
        worker = new Worker("inkstream-shard-" + order.model() + "-" + order.shard(), this::run);
        worker.start();
    }

    RoundFile order() {
        return order;
    }

    /** What it learned, once it has. */
    Optional<RoundFile> done() {
        return Optional.ofNullable(done.get());
    }

    /** Why it cannot be done, now or later. */
    Optional<Throwable> refusal() {
        return Optional.ofNullable(refusal.get());
    }

    /** Ends it, and returns when it has ended. */
    @Override
    public void close() {
        worker.close();
    }

    private void run() {
        long begun = System.nanoTime();
        long wait = RETRY_NANOS;
        while (!worker.isStopped() && done.get() == null && refusal.get() == null) {
            try {
                var base = checkpoints.find(order.model(), order.base());
                if (base.isPresent()) {
                    done.set(learn(base.get()));
                } else {
                    wait = waitFor(wait, begun, "it is not on model-checkpoints");
                }
            } catch (IllegalArgumentException e) {
                refusal.set(e);
            } catch (RuntimeException e) {
                if (!worker.isStopped()) {
                    wait = waitFor(wait, begun, e.toString());
                }
            } catch (Error e) {
                refusal.set(e);
            }
        }
    }

    private RoundFile learn(Checkpoint base) {
        try (var engine = engines.get()) {
            var part = Shard.learn(
                    base.settings(),
                    engine,
                    order.shard(),
                    base.tensors(),
                    base.step(),
                    base.characters(),
                    order.bytes(),
                    order.costs());
            return new RoundFile(order.model(), order.shard(), order.base(), order.costs(), PartFile.bytes(part));
        }
    }

    /** A broker is away, or a checkpoint is still to come. */
    private long waitFor(long nanos, long begun, String reason) {
        if (System.nanoTime() - begun > PATIENCE_NANOS) {
            LOG.atWarn()
                    .addKeyValue("model", order.model())
                    .addKeyValue("shard", order.shard())
                    .addKeyValue("step", order.base().step())
                    .log(
                            "Shard {} of model {} waits for the checkpoint of step {}, and tries again in {} s: {}",
                            order.shard(),
                            order.model(),
                            order.base().step(),
                            nanos / 1_000_000_000,
                            reason);
        }
        worker.sleep(nanos);
        return Math.min(2 * nanos, RETRY_MAX_NANOS);
    }
}
