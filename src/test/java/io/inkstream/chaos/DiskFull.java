package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/** The disk of the local state fills up in the middle of the work, which ends the process; then there is room again. */
record DiskFull() implements Fault {
    @Override
    public String label() {
        return "disk full while checkpoints are written";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        var filler = bench.stateDir().resolve("filler");
        SmallDisk.fill(filler);
        var victim = bench.dismiss(MAIN);
        bench.await("its end", () -> {
            bench.stock();
            return !victim.isAlive();
        });
        if (!victim.says("cannot continue")) {
            throw new AssertionError("it did not say why\n" + victim.tail());
        }
        try {
            Files.delete(filler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bench.stock();
        long since = System.nanoTime();
        return bench.awaitGoingOn(bench.start(MAIN), since);
    }
}
