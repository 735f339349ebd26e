package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;

/** A second instance of the same identity on the same folder: it ends with the reason, and the first goes on. */
record SameIdentity() implements Fault {
    @Override
    public String label() {
        return "a second instance of the same identity";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        var second = bench.again(MAIN);
        bench.await("the end of the second", () -> !second.isAlive());
        if (!second.says("another process uses the local state") || !second.says("instance.id=" + MAIN)) {
            throw new AssertionError("it did not say why it ended\n" + second.tail());
        }
        bench.stock();
        return bench.awaitGoingOn(System.nanoTime());
    }
}
