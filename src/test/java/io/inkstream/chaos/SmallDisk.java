package io.inkstream.chaos;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of its own, in memory. */
public record SmallDisk(Path path) implements AutoCloseable {

    /** The test that calls this is skipped where one may not mount: that takes Linux and root. */
    static SmallDisk mount(Path path, int mebibytes) throws IOException {
        var disk = mounted(path, mebibytes);
        assumeThat(disk).as("a small disk could be mounted").isPresent();
        return disk.get();
    }

    /** Empty where one may not mount. */
    public static Optional<SmallDisk> mounted(Path path, int mebibytes) throws IOException {
        Files.createDirectories(path);
        int exitCode = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString());
        return exitCode == 0 ? Optional.of(new SmallDisk(path)) : Optional.empty();
    }

    /** Writes until there is no more room. */
    public static void fill(Path filler) {
        byte[] block = new byte[1 << 16];
        try (var out = Files.newOutputStream(filler)) {
            for (long i = 0; i < 1 << 20; i++) {
                out.write(block);
            }
            throw new AssertionError("the disk at " + filler + " is too large to be filled");
        } catch (IOException e) {
            // No space left on device.
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", path.toString());
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    }
}
