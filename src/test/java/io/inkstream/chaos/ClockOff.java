package io.inkstream.chaos;

import java.time.Duration;

/** The sender's clock is off. */
record ClockOff(Duration by) implements Fault {
    @Override
    public String label() {
        return "clock off by " + by.toMinutes() + " minutes";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.awaitAllDone();
        long since = System.nanoTime();
        bench.work().feed(by);
        var toGoOn = bench.awaitGoingOn(since);
        bench.awaitAllDone();
        return toGoOn;
    }
}
