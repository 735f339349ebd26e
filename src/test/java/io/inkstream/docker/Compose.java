package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The file {@code docker/compose.yaml} as it is, with other images and free ports by its own variables. */
final class Compose implements AutoCloseable {

    private final String project;
    private final Map<String, String> variables;

    Compose(String project, Map<String, String> variables) {
        this.project = project;
        this.variables = Map.copyOf(variables);
    }

    /** What the command printed. */
    record Result(int exitCode, String out, String err) {}

    Result run(String... arguments) {
        return runWith("", arguments);
    }

    /** @param input what the command reads */
    Result runWith(String input, String... arguments) {
        var command = new ArrayList<>(program());
        command.addAll(
                List.of("-p", project, "-f", "docker/compose.yaml", "--profile", "monitoring", "--profile", "tools"));
        command.addAll(List.of(arguments));
        try {
            var errors = Files.createTempFile("compose", ".txt");
            try {
                var builder = new ProcessBuilder(command).redirectError(errors.toFile());
                builder.environment().putAll(variables);
                // The program before the plugin gives an engine a minute to answer; a busy one takes longer.
                builder.environment().put("COMPOSE_HTTP_TIMEOUT", "600");
                var process = builder.start();
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                }
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Result(process.waitFor(), out, Files.readString(errors));
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        }
    }

    /** The same, where it is to succeed; returns what it printed. */
    String succeed(String... arguments) {
        var result = run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    /** The plugin of newer engines, or the program before it. */
    private static List<String> program() {
        boolean standalone = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "docker-compose")));
        return standalone ? List.of("docker-compose") : List.of("docker", "compose");
    }

    @Override
    public void close() {
        run("down", "--volumes", "--timeout", "10");
    }
}
