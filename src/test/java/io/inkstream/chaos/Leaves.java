package io.inkstream.chaos;

import java.time.Duration;

/** An instance stops in order. */
record Leaves(String instance) implements Fault {
    @Override
    public String label() {
        return "an instance leaves";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        bench.stock();
        bench.terminate(instance);
        long since = System.nanoTime();
        bench.stock();
        return bench.awaitGoingOn(since);
    }
}
