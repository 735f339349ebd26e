package io.inkstream.chaos;

import java.time.Duration;

/** An instance is killed and does not come back: the others wait for the end of its session. */
record Dies(String instance) implements Fault {
    @Override
    public String label() {
        return "an instance is killed and taken over";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        bench.stock();
        bench.kill(instance);
        return bench.awaitGoingOn(System.nanoTime());
    }
}
