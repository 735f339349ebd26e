package io.inkstream.generate.store;

import io.inkstream.serde.log.Seldom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads newer checkpoints while those before answer: the tables of a model take a second to read and check, for which no prompt is to
 * wait. Each model has one load at a time. For one thread; what is loaded is loaded by another.
 *
 * @param <T> what a load gives
 */
final class BackgroundLoads<T> {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoads.class);

    private final Executor executor;
    private final Map<String, Load<T>> loads = new HashMap<>();
    private final AtomicLong successes = new AtomicLong();
    private final Seldom said = new Seldom(System::nanoTime);

    /** @param executor what loads; with one that runs on the caller's thread the newest checkpoint answers at once */
    BackgroundLoads(Executor executor) {
        this.executor = executor;
    }

    /** A load of one state of the store. */
    private static final class Load<T> {

        private final long asOf;
        private volatile Optional<T> result;
        private volatile Throwable failure;

        private Load(long asOf) {
            this.asOf = asOf;
        }

        boolean isUnderWay() {
            return result == null && failure == null;
        }
    }

    /** Grows when a load has ended well. */
    long successes() {
        return successes.get();
    }

    /**
     * What was loaded; begins a load if there was none of this state of the store, or it failed.
     *
     * @param asOf the state of the store
     * @param loading empty if there is nothing newer that is whole
     * @throws Error if a load ended by one
     */
    Optional<T> take(String model, long asOf, Supplier<Optional<T>> loading) {
        var load = loads.get(model);
        if (load != null && load.failure instanceof Error error) {
            throw error;
        }
        if (load == null || !load.isUnderWay() && (load.asOf != asOf || load.failure != null)) {
            load = new Load<>(asOf);
            loads.put(model, load);
            begin(model, load, loading);
        }
        var found = load.result;
        return found == null ? Optional.empty() : found;
    }

    private void begin(String model, Load<T> load, Supplier<Optional<T>> loading) {
        executor.execute(() -> {
            try {
                load.result = loading.get();
                successes.incrementAndGet();
            } catch (RuntimeException | Error e) {
                load.failure = e;
                say(model, e);
            }
        });
    }

    private void say(String model, Throwable failure) {
        if (said.next() > 0) {
            LOG.warn(
                    "A newer checkpoint of model {} cannot be loaded, and the previous one keeps answering; it is tried again: {}",
                    model,
                    Seldom.cut(failure.toString()));
        }
    }

    /** Forgets what was loaded of a model, for another has taken its place. */
    void forget(String model) {
        loads.remove(model);
    }
}
