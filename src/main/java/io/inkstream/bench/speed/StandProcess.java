package io.inkstream.bench.speed;

import io.inkstream.bench.stand.NetworkSize;
import io.inkstream.bench.stand.Stand;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Stand} in its process, seen from outside. */
public final class StandProcess implements AutoCloseable {

    private static final int LAST_LINES = 12;

    private final Contestant contestant;
    private final int threads;
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;
    private final Path errors;

    private StandProcess(Contestant contestant, int threads, Process process, Path errors) {
        this.contestant = contestant;
        this.threads = threads;
        this.process = process;
        this.errors = errors;
        orders = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the process; it says what is wrong when it is first asked. */
    static StandProcess start(Contestant contestant, NetworkSize size, int sessions, int threads) throws IOException {
        return start(
                contestant,
                threads,
                List.of(
                        "size=" + size,
                        "sessions=" + sessions,
                        "threads=" + threads,
                        "setting=" + contestant.setting()));
    }

    /** The same, of one whose main class takes other arguments. */
    public static StandProcess start(Contestant contestant, int threads, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(contestant.options());
        command.addAll(List.of("-cp", contestant.classPath(), contestant.mainClass()));
        command.addAll(arguments);
        var errors = Files.createTempFile("inkstream-bench-", ".log");
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        contestant.withheld().forEach(builder.environment()::remove);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().putAll(contestant.environment());
        return new StandProcess(contestant, threads, builder.start(), errors);
    }

    Contestant contestant() {
        return contestant;
    }

    int threads() {
        return threads;
    }

    String describe() throws IOException {
        return ask("describe");
    }

    double[] check(int count) throws IOException {
        String answer = ask("check " + count);
        return answer.isEmpty()
                ? new double[0]
                : Arrays.stream(answer.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }

    /** Characters per second over so many seconds. */
    public double time(double seconds) throws IOException {
        return Double.parseDouble(ask("time " + seconds));
    }

    private String ask(String order) throws IOException {
        try {
            orders.write(order);
            orders.newLine();
            orders.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(Stand.MARK)) {
                    return line.substring(Stand.MARK.length());
                }
            }
        } catch (IOException e) {
            throw ended(e);
        }
        throw ended(null);
    }

    private IOException ended(IOException cause) throws IOException {
        var lines = Files.readAllLines(errors, StandardCharsets.ISO_8859_1);
        var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return new IOException(
                "%s (%s) ended on %d threads: %s"
                        .formatted(
                                contestant.engine(),
                                contestant.setting(),
                                threads,
                                last.isEmpty() ? "it said nothing" : String.join(System.lineSeparator(), last)),
                cause);
    }

    @Override
    public void close() throws IOException {
        try {
            orders.write("quit");
            orders.newLine();
            orders.close();
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException gone) {
            // It ended before: there is nobody to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(errors);
        }
    }
}
