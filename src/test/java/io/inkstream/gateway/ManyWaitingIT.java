package io.inkstream.gateway;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.Patience;
import io.inkstream.bench.UntrainedModel;
import io.inkstream.cli.CommandLineProcess;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.InstanceServer;
import io.inkstream.ops.Metrics;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Prompts that wait for a first model: the figure that generators are scaled by, and a gateway that is told to stop meanwhile. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ManyWaitingIT {

    private static final int FLOOD = 900;
    private static final int IN_FLIGHT = 50;
    /** What ends on SIGTERM, as the JVM says it. */
    private static final int TERMINATED = 143;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static TreeMap<String, String> settings;
    private static Configuration configuration;
    private static Metrics metrics;
    private static StreamsApplication generator;
    private static InstanceServer server;

    @BeforeAll
    static void start() throws IOException {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "12",
                "http.port", "0",
                "gateway.port", Integer.toString(freePort()),
                "gateway.drain.ms", "600000",
                "gateway.timeout.ms", "600000",
                "state.dir", folder.resolve("state").toString()));
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        assertThat(new CommandLineRun(settings).run("topics", "create").exitCode())
                .isZero();
        metrics = new Metrics(configuration);
        generator = metrics.generator(configuration);
        server = InstanceServer.start(configuration, metrics);
        generator.start();
        patiently().until(generator::isRunning);
    }

    @AfterAll
    static void stop() {
        server.close();
        generator.close();
        metrics.close();
        stack.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    @Order(1)
    void the_figure_that_generators_are_scaled_by_counts_every_prompt_that_waits() {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < FLOOD; i++) {
                var prompt = new ProducerRecord<String, String>(TopicNames.PROMPTS, "one ");
                prompt.headers().add("inkstream.length", "1".getBytes(StandardCharsets.US_ASCII));
                producer.send(prompt);
            }
        }
        long sent = System.nanoTime();
        patiently().untilAsserted(() -> assertThat(waiting()).isEqualTo(FLOOD));
        System.out.println(FLOOD + " prompts wait, says the figure after "
                + Duration.ofNanos(System.nanoTime() - sent).toMillis() + " ms");
    }

    /** What the query of the production overlay's trigger adds up. */
    private static double waiting() throws Exception {
        return get(server.port(), "/metrics")
                .body()
                .lines()
                .filter(line -> line.matches("inkstream_generate_waiting[{ ].*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    @Order(2)
    void a_gateway_process_answers_all_that_it_has_taken_before_it_ends_on_sigterm() throws Exception {
        int port = Integer.parseInt(settings.get("gateway.port"));
        var gateway = CommandLineProcess.of(settings, "gateway")
                .redirectOutput(folder.resolve("gateway.log").toFile())
                .start();
        try {
            patiently()
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> get(port, "/health/ready").statusCode() == 200);
            var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                answers.add(CLIENT.sendAsync(completion(port, i % 2 == 1), BodyHandlers.ofString()));
            }
            patiently()
                    .until(() -> get(port, "/metrics")
                            .body()
                            .contains("\ninkstream_gateway_in_flight " + IN_FLIGHT + ".0\n"));

            gateway.destroy();
            patiently().until(() -> get(port, "/health/ready").statusCode() == 503);
            var late = CLIENT.send(completion(port, false), BodyHandlers.ofString());
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).contains("1");
            assertThat(answers).noneMatch(answer -> answer.isDone() && answer.isCompletedExceptionally());

            UntrainedModel.publish(configuration);
            for (int i = 0; i < IN_FLIGHT; i++) {
                var answer = answers.get(i).get();
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).contains("\"finish_reason\":\"length\"");
                if (i % 2 == 1) {
                    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
                }
            }
            assertThat(Patience.exitCode(gateway)).isEqualTo(TERMINATED);
        } finally {
            gateway.destroyForcibly();
        }
    }

    private static HttpRequest completion(int port, boolean stream) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"prompt\":\"one \",\"max_tokens\":3,\"stream\":" + stream + "}"))
                .build();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
