package io.inkstream.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A clock of libfaketime for a process, which follows a file; the time that only runs on stays as it is. */
final class FalseClock implements AutoCloseable {

    private static final Path LIBRARIES = Path.of("/usr/lib");

    private final Path library;
    private final Path offset;

    private FalseClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Where Debian's package libfaketime has it; empty where it is not installed. */
    static Optional<Path> library() {
        try (Stream<Path> files =
                Files.find(LIBRARIES, 4, (file, attributes) -> file.endsWith("faketime/libfaketime.so.1"))) {
            return files.findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** One that is right at first, with its file in a folder. */
    static FalseClock beside(Path folder) {
        var clock = new FalseClock(
                library().orElseThrow(() -> new IllegalStateException("install libfaketime")), folder.resolve("clock"));
        clock.jump(Duration.ZERO);
        return clock;
    }

    /** For the process that is to have it. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** @param by ahead of the machine's */
    void jump(Duration by) {
        try {
            var next = Files.writeString(
                    offset.resolveSibling("clock.next"), (by.isNegative() ? "" : "+") + by.toSeconds() + "\n");
            Files.move(next, offset, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        jump(Duration.ZERO);
    }
}
