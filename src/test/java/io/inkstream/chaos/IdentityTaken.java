package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;

/** A second instance of the same identity, from another machine: it takes the place of the first, which ends with the reason. */
record IdentityTaken() implements Fault {
    @Override
    public String label() {
        return "the identity is taken by another instance";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        var first = bench.dismiss(MAIN);
        long since = System.nanoTime();
        bench.moveAway();
        bench.start(MAIN);
        bench.await("the end of the first", () -> {
            bench.stock();
            return !first.isAlive();
        });
        if (!first.says("another process with instance.id=" + MAIN)) {
            throw new AssertionError("it did not say why it ended\n" + first.tail());
        }
        bench.stock();
        return bench.awaitGoingOn(since);
    }
}
