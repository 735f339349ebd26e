package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One byte of each table of local state is another than was written, between two runs: in its first block, which holds data. */
record ByteFlipped() implements Fault {

    /** The first block of a RocksDB table begins with its file. */
    private static final int WITHIN = 64;

    @Override
    public String label() {
        return "a byte flipped in each file of local state";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        bench.terminate(MAIN);
        tables(bench.state(MAIN)).forEach(table -> flip(table, bench));
        bench.stock();
        long since = System.nanoTime();
        return bench.awaitGoingOn(bench.start(MAIN), since);
    }

    static List<Path> tables(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".sst")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flip(Path table, Bench bench) {
        try (var file = new RandomAccessFile(table.toFile(), "rw")) {
            long place = bench.random().nextInt((int) Math.min(WITHIN, file.length()));
            file.seek(place);
            int was = file.read();
            file.seek(place);
            file.write(was ^ 1 << bench.random().nextInt(Byte.SIZE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
