package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;

/** The local state is spoilt between two runs. */
record StateLost(Damage damage, boolean afterKill) implements Fault {

    /** What happens to files. */
    enum Damage {
        DELETED,
        TRUNCATED,
        GARBAGE
    }

    @Override
    public String label() {
        String how =
                damage == Damage.GARBAGE ? "filled with garbage" : damage.name().toLowerCase(Locale.ROOT);
        return "local state " + how + " after a " + (afterKill ? "kill" : "clean stop");
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        if (afterKill) {
            bench.kill(MAIN);
        } else {
            bench.terminate(MAIN);
        }
        spoil(bench.state(MAIN), bench);
        bench.stock();
        long since = System.nanoTime();
        return bench.awaitGoingOn(bench.start(MAIN), since);
    }

    private void spoil(Path folder, Bench bench) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (damage == Damage.DELETED) {
                    Files.delete(file);
                } else if (Files.isRegularFile(file)) {
                    byte[] content = new byte[(int) Files.size(file) / 2];
                    if (damage == Damage.GARBAGE) {
                        content = new byte[content.length * 2];
                        bench.random().nextBytes(content);
                    } else {
                        System.arraycopy(Files.readAllBytes(file), 0, content, 0, content.length);
                    }
                    Files.write(file, content);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
