package io.inkstream.cli;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.checkpoint.TrainedModel;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.CheckpointTopic;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the examples of the help, and those of the page about models, as they are typed, in a folder where their files are. Those that run
 * until they are stopped, and the benchmarks, are run by other tests; CommandReferenceTest holds that they are understood.
 */
final class ExamplesIT {

    private static final Set<String> UNTIL_STOPPED =
            Set.of("demo", "train", "generate", "gateway", "dashboard", "broker", "tail", "watch", "bench");

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static TreeMap<String, String> settings;
    private static Process generator;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "12",
                "prompt.length.max", "100",
                "http.port", Integer.toString(freePort()),
                "state.dir", folder.resolve("state").toString()));
        port = Integer.parseInt(settings.get("http.port"));
        Files.writeString(folder.resolve("book.txt"), NumbersCorpus.text().substring(0, 50_000));
        Files.writeString(folder.resolve("my.properties"), "batch.size=8\n");
        var inkstream = new CommandLineRun(settings);
        assertThat(inkstream.run("topics", "create").exitCode()).isZero();
        // Or schemas check would find some missing.
        assertThat(inkstream.run("schemas", "register").exitCode()).isZero();
        assertThat(inkstream.run("reset", "--yes").exitCode()).isZero();
        publish(4000);
        publish(5000);
        generator = CommandLineProcess.of(settings, "generate")
                .redirectOutput(folder.resolve("generator.log").toFile())
                .start();
    }

    private static void publish(long step) {
        var configuration = Configuration.load(settings, Map.of(), Optional.empty());
        var trained = TrainedModel.of(1, TopologySettings.engine(configuration));
        var checkpoint = new Checkpoint("default", step, step * 10, trained.settings(), Map.of(), trained.tensors());
        new CheckpointTopic(configuration)
                .publish(CheckpointRecords.of(
                        checkpoint, checkpoint.toBytes(), null, List.of(), Map.of(), Instant.EPOCH));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        generator.destroy();
        generator.waitFor();
        stack.close();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_does_what_it_says(DocumentedCommands.Documented example) throws Exception {
        if (example.name().equals("session")) {
            // Which the example of a prompt has begun.
            patiently()
                    .until(() -> run(List.of("session", "show", "alice", "--instance", "http://localhost:" + port))
                                    .exitCode()
                            == 0);
        }
        var in = System.in;
        try (var book = Files.newInputStream(folder.resolve("book.txt"))) {
            System.setIn(book);
            var done = run(example.words().stream().map(ExamplesIT::here).toList());
            assertThat(done.exitCode()).as(done.err() + done.out()).isZero();
        } finally {
            System.setIn(in);
        }
    }

    private static Stream<DocumentedCommands.Documented> examples() throws IOException {
        return Stream.concat(
                        DocumentedCommands.in(Path.of("docs/commands.md")).stream(),
                        DocumentedCommands.in(Path.of("docs/models.md")).stream())
                .filter(example -> !UNTIL_STOPPED.contains(example.name()))
                .filter(example -> !example.name().equals("dismiss")) // wants a record at its place: DismissIT
                .filter(example -> !example.name().equals("reset")); // wants no instance running, and was run before
    }

    /** With the settings, where a command takes any. */
    private static CommandLineRun.Result run(List<String> words) {
        var parsed = Inkstream.commandLine().parseArgs(words.toArray(String[]::new));
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        var inkstream = new CommandLineRun(settings);
        return parsed.commandSpec().findOption("--set") == null
                ? inkstream.alone(words.toArray(String[]::new))
                : inkstream.run(words.toArray(String[]::new));
    }

    /** The files of the examples are in the folder, and the generator is at its port. */
    private static String here(String word) {
        return word.matches(".*\\.(txt|safetensors|properties)")
                ? folder.resolve(word).toString()
                : word.replace("localhost:8083", "localhost:" + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
