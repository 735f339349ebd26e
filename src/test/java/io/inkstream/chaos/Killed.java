package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;

/** SIGKILL, and another start. */
record Killed(Moment moment) implements Fault {

    /** Where in an application's work it is killed. */
    enum Moment {
        AT_RANDOM("killed at a random moment"),
        WITH_RESULTS_UNCOMMITTED("killed with results in an open transaction"),
        AT_RESTORE("killed while it restores its state"),
        IN_A_REPLAY("killed while it repeats steps");

        private final String label;

        Moment(String label) {
            this.label = label;
        }
    }

    @Override
    public String label() {
        return moment.label;
    }

    @Override
    public Duration strike(Bench bench) {
        if (moment == Moment.WITH_RESULTS_UNCOMMITTED) {
            bench.awaitAllDone();
            bench.await("nothing new", () -> !bench.work().isCaughtInTheAct());
            bench.work().feed(Duration.ZERO);
            bench.await("an open transaction", bench.work()::isCaughtInTheAct);
        } else {
            bench.stock();
            bench.awaitRandomMoment();
        }
        bench.kill(MAIN);
        if (moment == Moment.AT_RESTORE) {
            var victim = bench.start(MAIN);
            bench.await("restoration", () -> victim.says("End offset for changelog"));
            bench.kill(MAIN);
        } else if (moment == Moment.IN_A_REPLAY) {
            var victim = bench.start(MAIN);
            bench.await("a replay", () -> victim.says("repeats"));
            bench.kill(MAIN);
        }
        bench.stock();
        long since = System.nanoTime();
        return bench.awaitGoingOn(bench.start(MAIN), since);
    }
}
