package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/**
 * The disk of the local state is full for so long. Work goes on, or the process ends and says why; then there is room again, and it
 * is started if it ended.
 *
 * @param killed whether it is killed and started meanwhile
 */
record DiskCrowded(Duration time, boolean killed) implements Fault {
    @Override
    public String label() {
        return "disk full for a while" + (killed ? ", and a start meanwhile" : "");
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        var filler = bench.stateDir().resolve("filler");
        SmallDisk.fill(filler);
        var child = bench.dismiss(MAIN);
        if (killed) {
            child.kill();
            child = bench.again(MAIN);
        }
        var victim = child;
        long end = System.nanoTime() + time.toNanos();
        bench.await("the end of the time", () -> {
            bench.stock();
            return System.nanoTime() > end || !victim.isAlive();
        });
        try {
            Files.delete(filler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bench.stock();
        long since = System.nanoTime();
        // It may have met the full disk, and be ending because of it, while there is room again.
        var goesOn = bench.awaitGoingOnOrEnd(victim, since);
        if (goesOn.isPresent()) {
            bench.takeBack(MAIN, victim);
            return goesOn.get();
        }
        if (!victim.says("inkstream: ")) {
            throw new AssertionError("it did not say why it ended\n" + victim.tail());
        }
        return bench.awaitGoingOn(bench.start(MAIN), since);
    }
}
