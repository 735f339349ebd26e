package io.inkstream.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code bin/inkstream train} in a process of its own. */
final class TrainerProcess implements AutoCloseable {

    private static final String LOG = "trainer.log";
    private static final int LAST_LINES = 12;

    private final Process process;
    private final Path log;

    private TrainerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static TrainerProcess start(String mainClass, Map<String, String> settings, Path folder) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Contestants.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass, "train"));
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        var log = folder.resolve(LOG);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new TrainerProcess(process, log);
    }

    /** @throws IOException with its last words if it ended */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the trainer ended with exit code " + process.exitValue() + ": " + lastWords());
        }
    }

    /** The end of its log. */
    String lastWords() throws IOException {
        var lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** The most that it had in memory so far, where Linux says it. */
    Optional<Long> residentMegabytes() throws IOException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        }
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
