package io.inkstream.bench.novelty;

import io.inkstream.Patience;
import io.inkstream.local.LocalBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A broker in a process of its own, so that it can be killed, or end of what it cannot bear. It writes its lines to a pipe rather than to a file: they come
 * in turn with those of other processes, up to the last before its end.
 */
final class MortalBroker {

    private static final String READY = "ready";

    /** It is started often and lives briefly: a compiler that does less is done sooner. */
    private static final List<String> BRIEF = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread reader;

    private MortalBroker(Process process, Consumer<SaidLine> listener) {
        this.process = process;
        reader = new Thread(() -> read(listener), "lines of the broker");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a broker from what its folder has, and returns when it takes requests. */
    static MortalBroker start(Path folder, int port, Consumer<SaidLine> listener) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(BRIEF);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MortalBroker.class.getName()));
        command.addAll(List.of(folder.toString(), Integer.toString(port)));
        var broker = new MortalBroker(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start(),
                listener);
        broker.awaitReady();
        return broker;
    }

    /** The broker's process. Arguments: its folder and its port. It ends with the one that started it, which holds the other end of its input. */
    public static void main(String[] args) throws IOException {
        var lines = System.out;
        // The process ends with the broker, and no one reads what comes after it: nothing is ever closed.
        new KafkaTalks(line -> lines.println(line.packed()));
        var broker = LocalBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        lines.println(READY);
        System.exit(System.in.read());
    }

    private void read(Consumer<SaidLine> listener) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(READY)) {
                    ready.complete(null);
                }
                SaidLine.unpacked(line).ifPresent(listener);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ready.completeExceptionally(new IllegalStateException("it ended"));
        }
    }

    private void awaitReady() {
        try {
            ready.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.toHandle().destroyForcibly();
            throw new AssertionError("the broker did not start; its stderr is that of this test", e);
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        // The handle's: that of Process also closes the pipe, with the last lines in it.
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, upon which it ends in order. */
    void stop() {
        process.toHandle().destroy();
        awaitEnd();
    }

    /** Its end, of itself or of a signal, and that of its lines. */
    void awaitEnd() {
        Patience.exitCode(process);
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
