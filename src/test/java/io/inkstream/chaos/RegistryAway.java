package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;

/** The registry is away for so long, and the application starts meanwhile. */
record RegistryAway(Duration time) implements Fault {
    @Override
    public String label() {
        return "registry away for " + time.toSeconds() + " s, and a start meanwhile";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.laboratory().stopRegistry();
        bench.kill(MAIN);
        bench.stock();
        bench.start(MAIN);
        bench.holdOut(time);
        bench.laboratory().startRegistry();
        long since = System.nanoTime();
        bench.stock();
        return bench.awaitGoingOn(since);
    }
}
