package io.inkstream.chaos;

import java.time.Duration;

/** Another instance comes. */
record Joins(String instance) implements Fault {
    @Override
    public String label() {
        return "an instance joins";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        long since = System.nanoTime();
        return bench.awaitGoingOn(bench.start(instance), since);
    }
}
