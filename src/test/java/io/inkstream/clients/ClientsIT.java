package io.inkstream.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.gateway.Gateway;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.Programs;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not ours, each run by a script in {@code src/test/clients}, against a real broker, trainer, generator and gateway. */
@EnabledIfSystemProperty(
        named = "inkstream.clients",
        matches = "true",
        disabledReason = "runs with mvn verify -Pclients")
final class ClientsIT {

    private static final Path SCRIPTS = Path.of("src/test/clients").toAbsolutePath();
    private static final String TOKEN = "let-me-in";

    /** Where npm puts its packages: beside the scripts that use them. */
    private static final Path NODE = Path.of("target/clients").toAbsolutePath();

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static Configuration configuration;
    private static StreamsApplication trainer;
    private static StreamsApplication generator;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "100",
                "corpus.line.end", " ",
                "validation.characters", "100",
                "checkpoint.every", "10"));
        settings.putAll(Map.of(
                "state.dir",
                folder.resolve("state").toString(),
                "reply.topics",
                "answers-for-spring",
                "gateway.port",
                "0",
                "gateway.token",
                TOKEN));
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        var inkstream = new CommandLineRun(settings);
        assertThat(inkstream.run("topics", "create").exitCode()).isZero();
        trainer = StreamsApplication.trainer(configuration);
        generator = StreamsApplication.generator(configuration);
        trainer.start();
        generator.start();
        gateway = Gateway.start(configuration);
        var corpus = Files.writeString(
                folder.resolve("corpus.txt"), NumbersCorpus.text().substring(0, 20_000));
        assertThat(inkstream.run("corpus", "send", corpus.toString()).exitCode())
                .isZero();
        var ready = inkstream.run("prompt", "one ", "--length", "5");
        assertThat(ready.exitCode()).as(ready.err()).isZero();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        generator.close();
        trainer.close();
        stack.close();
    }

    @Test
    void kcat_sends_plain_text_and_json_and_reads_the_replies() throws Exception {
        Programs.require("kcat", "kcat");
        assertThat(run(SCRIPTS, "bash", "kcat.sh"))
                .containsPattern("reply from-kcat .*traceparent=00-0af7651916cd43dd8448eb211c80319c.* [1-9]\\d* bytes")
                .containsPattern("json \\{.*\"seed\":7,.*\"characters\":20,.*\"finishReason\":\"LENGTH\"");
    }

    @Test
    void confluent_s_python_client_writes_avro_and_reads_avro() throws Exception {
        Programs.require("python3", "python3-confluent-kafka python3-avro");
        assertThat(run(
                        SCRIPTS,
                        "/usr/bin/python3",
                        "confluent.py",
                        Path.of("schemas/Prompt.avsc").toAbsolutePath() + ""))
                .contains("reply 20 LENGTH 7 kept");
    }

    @Test
    void openai_lists_completes_streams_chats_scores_and_is_told_what_is_wrong() throws Exception {
        assertThat(node("openai.mjs"))
                .contains(
                        "models default",
                        "completion 20 length 32",
                        "stream same",
                        "chat assistant 20",
                        "score 7 null true",
                        "refused 400 true temperature");
    }

    @Test
    void langchain_completes_streams_and_chats() throws Exception {
        assertThat(node("langchain.mjs")).contains("completion 20", "stream 20", "chat ai 20");
    }

    @Test
    void confluent_s_deserializer_for_javascript_reads_a_hundred_replies_without_a_seed() throws Exception {
        assertThat(node("confluent.mjs")).contains("replies 100 safe seeds 100 different 100");
    }

    @Test
    void spring_asks_and_gets_its_answer_on_its_own_topic() throws Exception {
        String said = run(
                SCRIPTS,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "SpringReplies.java");
        assertThat(documented("SpringReplies.java", said))
                .contains("reply answers-for-spring from-spring wire format 0");
    }

    /** Runs a script of Node's, with the packages of the lock file. */
    private static String node(String script) throws Exception {
        String npm = Programs.require("npm", "npm").toString();
        Programs.require("node", "nodejs");
        Files.createDirectories(NODE);
        for (String file : List.of("package.json", "package-lock.json", script)) {
            Files.copy(SCRIPTS.resolve(file), NODE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!installed()) {
            run(NODE, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        }
        return documented(script, run(NODE, "node", script));
    }

    /** Holds the version that a script names first against its row in the documentation, and gives back what the script said. */
    private static String documented(String script, String said) throws IOException {
        String version = said.lines().findFirst().orElseThrow().split(" ")[1];
        assertThat(Files.readAllLines(Path.of("docs/clients.md")))
                .anyMatch(line -> line.endsWith("`" + script + "` |") && line.contains("| " + version));
        return said;
    }

    /** Whether the packages there are those of the lock file: npm writes what it installed. */
    private static boolean installed() throws IOException {
        var done = NODE.resolve("node_modules/.package-lock.json");
        return Files.exists(done)
                && Files.getLastModifiedTime(done)
                                .compareTo(Files.getLastModifiedTime(SCRIPTS.resolve("package-lock.json")))
                        > 0;
    }

    private static String run(Path in, String... command) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(
                "env",
                "BROKERS=" + configuration.string("bootstrap.servers"),
                "REGISTRY=" + configuration.string("schema.registry.url"),
                "GATEWAY=http://127.0.0.1:" + gateway.port() + "/v1",
                "TOKEN=" + TOKEN,
                // Its telemetry would call home.
                "LANGCHAIN_TRACING_V2=false",
                "timeout",
                "300"));
        all.addAll(List.of(command));
        var run = Programs.run(in, Optional.empty(), all.toArray(String[]::new));
        System.out.println(run.said());
        assertThat(run.exitCode()).as(run.said()).isZero();
        return run.said();
    }
}
