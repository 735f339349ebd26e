package io.inkstream.chaos;

import io.inkstream.kernels.Kernels;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A JVM of its own. The laboratory decides when it ends, and reads in its log how far it has come. */
final class Child {

    private static final int TAIL_LINES = 40;

    private final String name;
    private final Path log;
    private final long logBegin;
    private final Process process;

    private Child(String name, Path log, long logBegin, Process process) {
        this.name = name;
        this.log = log;
        this.logBegin = logBegin;
        this.process = process;
    }

    /**
     * Starts a main class on the tests' class path.
     *
     * @param name what it is called in messages, and its log is named after; a later one of the same name goes on in that log
     * @param logs the folder of the logs
     * @param options for the JVM
     * @param environment what it has besides ours
     */
    static Child start(
            String name,
            Path logs,
            List<String> options,
            Map<String, String> environment,
            String main,
            List<String> arguments) {
        try {
            Files.createDirectories(logs);
            var log = logs.resolve(name + ".log");
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(
                    List.of("-Dlogback.configurationFile=logback-chaos.xml", "-Xshare:auto", "-XX:+UseSerialGC"));
            command.addAll(List.of("--add-modules", Kernels.VECTORS));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
            command.addAll(arguments);
            long begin = Files.exists(log) ? Files.size(log) : 0;
            var builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            var process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(new File("/dev/null"))
                    .start();
            return new Child(name, log, begin, process);
        } catch (IOException e) {
            throw new UncheckedIOException("process " + name + " cannot be started", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, and its end. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** The most memory that it ever held, in bytes; empty where it has ended, or the system does not tell. */
    OptionalLong mostMemory() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /** SIGTERM, and its end. */
    void terminate() {
        process.destroy();
        awaitEnd();
    }

    /** SIGSTOP: it does nothing more, and does not know it. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    void thaw() {
        signal("CONT");
    }

    /** SIGSTOP of it and of what it started. */
    void freezeAll() {
        process.descendants().forEach(each -> signal("STOP", each.pid()));
        freeze();
    }

    /** SIGCONT of it and of what it started. */
    void thawAll() {
        thaw();
        process.descendants().forEach(each -> signal("CONT", each.pid()));
    }

    /** SIGKILL of what it started. */
    void killDescendants() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Whether its log has this text, written since it was started. */
    boolean says(String text) {
        return words().contains(text);
    }

    /** @throws AssertionError if it has ended, with the end of its log */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended with exit code " + process.exitValue() + "\n" + tail());
        }
    }

    /** The end of its log, for the message of a failure. */
    String tail() {
        var lines = words().lines().toList();
        return "--- " + log + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** What it wrote since it was started. */
    String words() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(Arrays.copyOfRange(all, (int) logBegin, all.length), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String signal) {
        signal(signal, process.pid());
    }

    private void signal(String signal, long pid) {
        try {
            int exitCode = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("kill -" + signal + " of " + name + " gave " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " did not end within 60 s\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
