package io.inkstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Apicurio Registry as a child process on 127.0.0.1, which ends with this one. What it acknowledged is in its data directory and is
 * there again at the next start, whichever process was killed. Safe for threads.
 */
public final class LocalRegistry implements AutoCloseable {

    private static final String CCOMPAT = "/apis/ccompat/v7";

    private final Process process;
    private final RegistryLog log;
    private final FileChannel lock;
    /** 0 until the registry says which it took. */
    private volatile int port;

    private LocalRegistry(Process process, RegistryLog log, FileChannel lock, int port) {
        this.process = process;
        this.log = log;
        this.lock = lock;
        this.port = port;
    }

    /**
     * Starts a registry and returns at once; {@link #awaitReady} waits for it.
     *
     * @param home the folder that bin/inkstream runs from, with {@code registry/} in it
     * @param dataDir where schemas are kept, and the log {@code registry.log}; made if it is not there
     * @param port the port to listen on; 0: a free one, which the registry itself takes
     * @throws IllegalStateException if the port or the directory is taken, or the registry is not in {@code home}
     * @throws UncheckedIOException if the directory cannot be written or the process not started
     */
    public static LocalRegistry start(Path home, Path dataDir, int port) {
        var data = dataDir.toAbsolutePath().normalize();
        if (data.toString().contains(";")) {
            throw new IllegalArgumentException(
                    "the registry's directory has a semicolon, which its database takes for an option: " + data);
        }
        if (port != 0) {
            requireFree(port);
        }
        try {
            Files.createDirectories(data);
            var lock = lock(data);
            try {
                var log = RegistryLog.in(data);
                var process =
                        RegistryCommand.builder(home, data, port, log.file()).start();
                return new LocalRegistry(process, log, lock, port);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the registry in " + data + ": " + e.getMessage(), e);
        }
    }

    /**
     * The address for {@code schema.registry.url}.
     *
     * @throws IllegalStateException if port 0 was asked for and {@link #awaitReady} has not been waited for
     */
    public URI url() {
        if (port == 0) {
            throw new IllegalStateException(
                    "the registry's port is not known yet: wait with awaitReady before asking for its address");
        }
        return URI.create("http://127.0.0.1:" + port + CCOMPAT);
    }

    /** The id of the registry's process. */
    public long pid() {
        return process.pid();
    }

    /**
     * Waits until the registry answers and holds new schemas to be backward compatible.
     *
     * @throws IllegalStateException if it ends or the time is over before, with the last lines of its log; it is closed then
     */
    public void awaitReady(Duration limit) {
        var deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!answers()) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException(whyItEnded());
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "the registry was not ready within " + limit.toMillis() / 1000.0 + " s; " + log.end());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the registry", e);
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** Ends the registry and waits for its end. A second call does nothing. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release the registry's directory", e);
        }
    }

    private boolean answers() throws InterruptedException {
        // The log first: before it says so, another process may be what answers on the port.
        var listening = log.port();
        if (listening.isEmpty()) {
            return false;
        }
        port = listening.getAsInt();
        return CompatibilityRule.requireBackward(url());
    }

    private String whyItEnded() {
        if (log.saysPortTaken()) {
            return portTaken(port);
        }
        return "the registry ended with exit code " + process.exitValue() + "; " + log.end();
    }

    /** Held until this process ends or closes the registry; the database's own lock would only be found after its start. */
    private static FileChannel lock(Path data) throws IOException {
        var channel =
                FileChannel.open(data.resolve("registry.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held in this JVM.
        }
        channel.close();
        throw new IllegalStateException(
                "another registry uses " + data + ": end that one, or choose another directory");
    }

    private static void requireFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new IllegalStateException(portTaken(port), e);
        }
    }

    private static String portTaken(int port) {
        return "port " + port
                + " on 127.0.0.1 is taken: end the process that has it, or choose another port for the registry with --registry-port";
    }
}
