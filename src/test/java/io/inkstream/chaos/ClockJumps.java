package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;

/** The clock of the instance jumps while it runs, and back again. */
record ClockJumps(Duration by) implements Fault {

    @Override
    public String label() {
        return "the instance's clock jumps by " + by.toMinutes() + " minutes and back";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.terminate(MAIN);
        bench.stock();
        try (var clock = FalseClock.beside(bench.laboratory().folder())) {
            bench.awaitGoingOn(bench.start(MAIN, clock.environment()), System.nanoTime());
            bench.stock();
            bench.awaitRandomMoment();
            clock.jump(by);
            bench.stock();
            var toGoOn = bench.awaitGoingOn(System.nanoTime());
            clock.jump(Duration.ZERO);
            bench.stock();
            bench.awaitGoingOn(System.nanoTime());
            bench.terminate(MAIN);
            bench.stock();
            bench.awaitGoingOn(bench.start(MAIN), System.nanoTime());
            return toGoOn;
        }
    }
}
