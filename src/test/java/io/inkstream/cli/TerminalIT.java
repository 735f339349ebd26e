package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.Patience;
import io.inkstream.ops.Programs;
import io.inkstream.text.NumbersCorpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Colours and progress are for a person at a terminal: the program runs at one (by {@code script}) and without. */
final class TerminalIT {

    private static final String ESCAPE = "\u001b[";

    @TempDir
    private Path folder;

    @Test
    void colours_are_for_terminals_alone_and_not_where_NO_COLOR_is_set() throws Exception {
        assertThat(atTerminal(Map.of(), "--help")).contains(ESCAPE, "Commands:");
        assertThat(atTerminal(Map.of("NO_COLOR", "1"), "--help"))
                .contains("Commands:")
                .doesNotContain(ESCAPE);
        assertThat(alone("--help")).contains("Commands:").doesNotContain(ESCAPE);
    }

    @Test
    void an_error_is_coloured_in_the_same_way() throws Exception {
        assertThat(atTerminal(Map.of(), "config", "--set", "nodez=1"))
                .contains(ESCAPE, "inkstream: ", "nodez", "nodes");
        assertThat(atTerminal(Map.of("NO_COLOR", "1"), "config", "--set", "nodez=1"))
                .contains("inkstream: ", "nodez")
                .doesNotContain(ESCAPE);
        assertThat(alone("config", "--set", "nodez=1")).contains("nodez").doesNotContain(ESCAPE);
    }

    @Test
    void progress_is_shown_to_its_end_and_only_at_a_terminal() throws Exception {
        var corpus =
                Files.writeString(folder.resolve("text"), NumbersCorpus.text().substring(0, 20_000));
        String[] command = {
            "bench", "quality", "--corpus", corpus.toString(), "--set", "nodes=16", "--set", "batch.size=8"
        };
        assertThat(atTerminal(Map.of(), command))
                .contains("bits per character")
                .containsPattern("bench quality +100% \\[=+] 20000/20000 characters");
        assertThat(alone(command)).contains("bits per character").doesNotContain("% [");
    }

    @Test
    void a_benchmark_shows_the_same_below_what_it_says() throws Exception {
        String[] command = {
            "bench",
            "train",
            "--sizes=8/3/5/4",
            "--engines=portable",
            "--threads=1",
            "--rounds=2",
            "--seconds=0.05",
            "--warm-up=0.1"
        };
        assertThat(atTerminal(Map.of(), command))
                .contains("1x8/3/5/4: round 1 of 2", "interleaved")
                .containsPattern("bench train +100% \\[=+] 6/6 turns");
        assertThat(alone(command)).contains("round 1 of 2").doesNotContain("% [");
    }

    /** What somebody sees who runs it at a terminal. */
    private String atTerminal(Map<String, String> environment, String... arguments) throws Exception {
        var script = Programs.require("script", "bsdutils");
        String command = CommandLineProcess.words(arguments).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        return run(
                environment,
                List.of(
                        script.toString(),
                        "--quiet",
                        "--return",
                        "--command",
                        "stty cols 200; " + command,
                        "/dev/null"));
    }

    private String alone(String... arguments) throws Exception {
        return run(Map.of(), CommandLineProcess.words(arguments));
    }

    private String run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("NO_COLOR");
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Patience.exitCode(process);
        return said;
    }
}
