package io.inkstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder to one process. The operating system drops the lock with the process, however it ends, so a lock file that is left
 * behind locks nothing. Two who share one folder each lock a folder of their own inside it: the lock is per process and not
 * reentrant.
 */
public final class DirectoryLock implements AutoCloseable {

    private static final String FILE = ".inkstream.lock";

    /** Where the lock sits in the file: past the process id, since Windows does not let others read what is locked. */
    private static final long POSITION = 1024;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder, which is created if it is missing.
     *
     * @throws LocalStartException if another holds it (the message names the process), or the folder cannot be written
     */
    public static DirectoryLock acquire(Path directory) {
        var file = directory.resolve(FILE);
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                var message = "folder " + directory + " is in use by another process (pid " + holder(channel)
                        + "): stop that one, or choose another folder with --dir";
                channel.close();
                throw new LocalStartException(message);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DirectoryLock(channel);
        } catch (IOException e) {
            closeAfter(e, channel);
            throw new LocalStartException(
                    "folder " + directory + " cannot be written (" + e + "): make it writable for user "
                            + System.getProperty("user.name") + ", or choose another folder with --dir",
                    e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(POSITION, 1, false);
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        var pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "unknown" : pid;
    }

    private static void closeAfter(IOException failure, FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Lets others have the folder. The file stays: to remove it would race with the next holder. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("lock of " + channel + " was not closed cleanly", e);
        }
    }
}
