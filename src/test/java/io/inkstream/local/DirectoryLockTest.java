package io.inkstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryLockTest {

    @TempDir
    private Path folder;

    @Test
    void a_folder_has_one_holder_at_a_time() {
        var here = folder.resolve("new/folder");
        try (var lock = DirectoryLock.acquire(here)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.acquire(here))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessage("folder " + here + " is in use by another process (pid "
                            + ProcessHandle.current().pid() + "): stop that one, or choose another folder with --dir");
        }
        DirectoryLock.acquire(here).close();
    }

    @Test
    void a_folder_that_cannot_be_written_is_named() throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DirectoryLock.acquire(file))
                .isInstanceOf(LocalStartException.class)
                .hasMessageStartingWith("folder " + file + " cannot be written")
                .hasMessageContaining("--dir");
    }
}
