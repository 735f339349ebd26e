package io.inkstream.bench.pipeline;

import io.inkstream.bench.speed.Contestants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command of {@code bin/inkstream} that runs until it is stopped, {@code train} or {@code generate}, in a process of its own. */
public final class ServiceProcess implements AutoCloseable {

    /** The JVM's options for what trains; {@code bin/inkstream} has the same. */
    static final List<String> TRAINING =
            List.of("-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20", "-Xms96m", "-Xmn40m");

    /** How many of the C library's arenas there are, likewise. */
    static final String ARENAS = "1";

    private static final int LAST_LINES = 12;

    private final String command;
    private final Process process;
    private final Path log;

    private ServiceProcess(String command, Process process, Path log) {
        this.command = command;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param mainClass of the program
     * @param settings as {@code --set} takes them
     * @param log takes what it prints, behind what is there
     */
    public static ServiceProcess start(String mainClass, String command, Map<String, String> settings, Path log)
            throws IOException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(Contestants.options());
        line.addAll(options(command));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass, command));
        settings.forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
        var builder = new ProcessBuilder(line);
        if (command.equals("train")) {
            builder.environment().putIfAbsent("MALLOC_ARENA_MAX", ARENAS);
        }
        var process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ServiceProcess(command, process, log);
    }

    /** As {@code bin/inkstream} has them for this command; the heap of what answers is bounded. */
    private static List<String> options(String command) {
        String asked = System.getenv().getOrDefault("INKSTREAM_JAVA_OPTS", "").strip();
        var options = new ArrayList<String>();
        if (!command.equals("train")) {
            options.add("-Xmx1g");
        } else if (!asked.matches(".*-XX:\\+Use\\w*GC.*|.*-Xm.*")) {
            options.addAll(TRAINING);
        }
        if (!asked.isEmpty()) {
            options.addAll(List.of(asked.split("\\s+")));
        }
        return options;
    }

    /** @throws IOException with its last words if it ended */
    public void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(
                    "inkstream " + command + " ended with exit code " + process.exitValue() + ": " + lastWords());
        }
    }

    /** The end of its log. */
    public String lastWords() throws IOException {
        var lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** The most that it had in memory so far, where Linux says it. */
    public Optional<Long> peakMegabytes() throws IOException {
        return megabytes("VmHWM:");
    }

    /** What it has in memory now, where Linux says it. */
    public Optional<Long> residentMegabytes() throws IOException {
        return megabytes("VmRSS:");
    }

    private Optional<Long> megabytes(String field) throws IOException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        }
    }

    /** Holds it where it is, as {@code kill -STOP} does; for less than its session at the broker lasts. */
    public void freeze() throws IOException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException {
        var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (kill.onExit().join().exitValue() != 0) {
            requireAlive();
            throw new IOException("kill -" + signal + " " + process.pid() + " failed with " + kill.exitValue());
        }
    }

    /** Ends it without a word, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops it in order. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
