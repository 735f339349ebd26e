package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Java and the disk. */
final class MachineLook {

    private static final long ROOM_BYTES = 1L << 30;
    private static final long HEAP_BYTES = 400L << 20;

    private final Path state;

    MachineLook(Configuration configuration) {
        state = Path.of(configuration.string(Keys.STATE_DIR)).toAbsolutePath();
    }

    List<Finding> findings() {
        return List.of(java(), disk());
    }

    private static Finding java() {
        var runtime = Runtime.getRuntime();
        String found = "Java %s on %s, %d processors, %d MiB of heap"
                .formatted(
                        Runtime.version(),
                        System.getProperty("os.arch"),
                        runtime.availableProcessors(),
                        runtime.maxMemory() >> 20);
        return runtime.maxMemory() < HEAP_BYTES
                ? Finding.doubtful(
                        "Java", found, "give it more memory: INKSTREAM_JAVA_OPTS=-Xmx1g, or a larger container")
                : Finding.good("Java", found);
    }

    private Finding disk() {
        // Nothing is made: the folder above that is there tells as much.
        var folder = state;
        while (!Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            return Finding.bad(
                    "Disk",
                    "state.dir=" + state + ": " + folder + " is not a folder that this user may write to",
                    "set state.dir to a folder of this user's, on a disk that survives restarts");
        }
        try {
            long room = Files.getFileStore(folder).getUsableSpace();
            String found = "%s has %,d MiB free".formatted(state, room >> 20);
            return room < ROOM_BYTES
                    ? Finding.doubtful("Disk", found, "make room, or set state.dir to a larger disk: 1 GiB is sensible")
                    : Finding.good("Disk", found);
        } catch (IOException e) {
            return Finding.bad("Disk", state + ": " + e.getMessage(), "set state.dir to a disk that can be read");
        }
    }
}
