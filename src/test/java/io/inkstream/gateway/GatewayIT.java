package io.inkstream.gateway;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.Patience;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.config.ConfigurationException;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.local.LocalStack;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.TopicReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
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

/** Completions over HTTP from a real generator, as the JDK's client and a client library of others see them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GatewayIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "let-me-in";

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static Configuration configuration;
    private static StreamsApplication generator;
    private static Gateway gateway;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder, 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.put("state.dir", folder.resolve("state").toString());
        settings.put("gateway.port", "0");
        settings.put("gateway.token", TOKEN);
        settings.put("gateway.timeout.ms", "2000");
        settings.put("gateway.body.max.bytes", "5000");
        settings.put("reply.topics", "answers-for-spring");
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        assertThat(new CommandLineRun(settings).run("topics", "create").exitCode())
                .isZero();
        generator = StreamsApplication.generator(configuration);
        generator.start();
        gateway = Gateway.start(configuration);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        if (stack != null) {
            generator.close();
            stack.close();
        }
    }

    @Test
    @Order(1)
    void without_a_model_a_completion_times_out_and_what_a_client_leaves_is_cancelled() throws Exception {
        patiently().until(generator::isRunning);
        try (var prompts = new TopicReader(configuration, TopicNames.PROMPTS);
                var replies = new TopicReader(configuration, TopicNames.GENERATED)) {
            replies.toEnd();
            prompts.toEnd();
            var late = post("{\"prompt\":\"one \"}");
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(error(late).path("message").asText()).contains("gateway.timeout.ms=2000", "is there a model?");

            var leaving = CLIENT.send(
                    request("{\"prompt\":\"one \",\"stream\":true,\"user\":\"s\"}")
                            .build(),
                    BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(leaving.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo(": waiting");
            }
            var timeless = configuration.with(Map.of("gateway.timeout.ms", "600000"));
            try (var patient = Gateway.start(timeless)) {
                try (var whole = new Socket("127.0.0.1", patient.port())) {
                    send(whole, raw("{\"prompt\":\"one \"}"));
                    expectPrompts(prompts, 3);
                    whole.shutdownOutput();
                    assertThat(new String(whole.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                            .startsWith("HTTP/1.1 409");
                }
                expectCancellations(replies, 3);
            }
            expectAnswersInOrder(prompts);
        }
        publishModel();
        patiently()
                .untilAsserted(() ->
                        assertThat(post("{\"prompt\":\"one \"}").statusCode()).isEqualTo(200));
    }

    /** What a client sends while it waits is not taken for leaving, and is read when its turn comes. */
    private static void expectAnswersInOrder(TopicReader prompts) throws IOException {
        try (var socket = new Socket("127.0.0.1", gateway.port())) {
            send(socket, raw("{\"prompt\":\"one \"}"));
            expectPrompts(prompts, 1);
            send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).containsSubsequence("HTTP/1.1 504", "timeout", "HTTP/1.1 200", "\"ok\":true");
        }
    }

    private static String raw(String body) {
        return ("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(TOKEN, body.length(), body);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for so many more that are asked. */
    private static void expectPrompts(TopicReader prompts, int count) {
        var asked = new ArrayList<Prompt>();
        patiently().until(() -> {
            var avro = AvroSerdes.values(configuration).deserializer();
            prompts.poll(Duration.ofMillis(100))
                    .forEach(record -> asked.add((Prompt) avro.deserialize(TopicNames.PROMPTS, record.value())));
            return asked.stream().filter(prompt -> !prompt.getCancel()).count() >= count;
        });
    }

    private static void expectCancellations(TopicReader replies, int count) {
        var cancelled = new ArrayList<GeneratedText>();
        patiently().untilAsserted(() -> {
            var avro = AvroSerdes.values(configuration).deserializer();
            replies.poll(Duration.ofMillis(100))
                    .forEach(record ->
                            cancelled.add((GeneratedText) avro.deserialize(TopicNames.GENERATED, record.value())));
            assertThat(cancelled)
                    .hasSize(count)
                    .allSatisfy(reply -> assertThat(reply.getFinishReason()).isEqualTo(FinishReason.CANCELLED));
        });
    }

    @Test
    @Order(2)
    void a_completion_has_openais_shape_and_user_is_the_session() throws Exception {
        var whole =
                JSON.readTree(post("{\"prompt\":\"one \",\"max_tokens\":40,\"seed\":3,\"user\":\"a\",\"logprobs\":2}")
                        .body());
        assertThat(whole.path("object").asText()).isEqualTo("text_completion");
        assertThat(whole.path("id").asText()).startsWith("cmpl-");
        assertThat(whole.path("model").asText()).isEqualTo("default");
        var choice = whole.at("/choices/0");
        String text = choice.path("text").asText();
        assertThat(text).hasSize(40);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("length");
        assertThat(choice.at("/logprobs/tokens")).hasSize(40);
        assertThat(choice.at("/logprobs/text_offset/0").asInt()).isZero();
        assertThat(choice.at("/logprobs/top_logprobs/0")).hasSize(2);
        assertThat(whole.at("/usage/prompt_tokens").asInt()).isEqualTo(4);
        assertThat(whole.at("/usage/total_tokens").asInt()).isEqualTo(44);
        assertThat(whole.at("/inkstream/checkpoint").asText()).matches("[0-9a-f]{64}");

        String first = text(post("{\"prompt\":\"one \",\"max_tokens\":15,\"seed\":3,\"user\":\"b\"}"));
        String second = text(post("{\"prompt\":\"\",\"max_tokens\":25,\"user\":\"b\"}"));
        assertThat(first + second).isEqualTo(text);
        String echoed = text(post("{\"prompt\":\"one \",\"max_tokens\":15,\"seed\":3,\"echo\":true}"));
        assertThat(echoed).isEqualTo("one " + first);
    }

    @Test
    @Order(3)
    void texts_are_scored_together_as_each_is_alone_and_a_chat_is_continued() throws Exception {
        String score = ",\"max_tokens\":0,\"echo\":true,\"logprobs\":1}";
        var both = JSON.readTree(
                post("{\"prompt\":[\"one two\",\"three\"]" + score).body());
        var alone = JSON.readTree(post("{\"prompt\":\"three\"" + score).body());
        assertThat(both.path("choices").findValuesAsText("text")).containsExactly("one two", "three");
        assertThat(both.at("/choices/1/logprobs")).isEqualTo(alone.at("/choices/0/logprobs"));
        assertThat(alone.at("/choices/0/logprobs/token_logprobs")).hasSize(5);
        assertThat(alone.at("/choices/0/logprobs/token_logprobs/0").isNull()).isTrue();
        assertThat(alone.at("/choices/0/logprobs/token_logprobs/4").asDouble()).isNegative();
        assertThat(both.at("/usage/prompt_tokens").asInt()).isEqualTo(12);
        assertThat(both.at("/usage/completion_tokens").asInt()).isZero();

        var chat = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/v1/chat/completions"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(BodyPublishers.ofString(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"one \"}],\"max_tokens\":7}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(chat.statusCode()).as(chat.body()).isEqualTo(200);
        assertThat(JSON.readTree(chat.body()).at("/choices/0/message/content").asText())
                .isNotEmpty();
    }

    @Test
    @Order(3)
    void a_stream_is_the_same_text_in_events() throws Exception {
        String whole = text(post("{\"prompt\":\"one \",\"max_tokens\":100,\"seed\":9}"));
        var streamed = post("{\"prompt\":\"one \",\"max_tokens\":100,\"seed\":9,\"stream\":true}");
        assertThat(streamed.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        var events = streamed.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
        assertThat(events.get(events.size() - 1)).isEqualTo("[DONE]");
        var pieces = events.subList(0, events.size() - 1).stream()
                .map(GatewayIT::json)
                .toList();
        assertThat(pieces).hasSizeGreaterThan(5);
        assertThat(pieces.stream()
                        .map(piece -> piece.at("/choices/0/text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(whole);
        assertThat(pieces.get(pieces.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("length");
        assertThat(pieces.get(0).at("/choices/0/finish_reason").isNull()).isTrue();
    }

    @Test
    @Order(3)
    void a_prompt_of_anybody_s_producer_has_its_headers_back_on_the_topic_that_it_asked_for() {
        try (var producer = new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer());
                var answers = new TopicReader(configuration, "answers-for-spring")) {
            answers.toBeginning();
            var prompt = new ProducerRecord<String, String>(TopicNames.PROMPTS, "one ");
            prompt.headers()
                    .add("kafka_replyTopic", "answers-for-spring".getBytes(StandardCharsets.UTF_8))
                    .add("kafka_correlationId", new byte[] {0, -1, 7});
            producer.send(prompt);
            patiently().until(() -> {
                for (var answer : answers.poll(Duration.ofMillis(100))) {
                    return Arrays.equals(
                            answer.headers().lastHeader("kafka_correlationId").value(), new byte[] {0, -1, 7});
                }
                return false;
            });
        }
    }

    @Test
    @Order(4)
    void an_idempotency_key_asks_once_whichever_gateway_is_asked_and_after_any_restart() throws Exception {
        String body = "{\"prompt\":\"one \",\"max_tokens\":30,\"user\":\"c\"}";
        String alone = "{\"prompt\":\"one \",\"max_tokens\":200,\"stream\":true}";
        String first;
        String stream;
        try (var second = Gateway.start(configuration)) {
            var asked = List.of(keyed(gateway, "k1", body), keyed(second, "k1", body), keyed(gateway, "k1", body));
            first = asked.get(0).join().body();
            assertThat(json(first).at("/choices/0/text").asText()).hasSize(30);
            for (var each : asked) {
                assertThat(each.join().body()).isEqualTo(first);
            }
            var streamed = List.of(keyed(gateway, "k2", alone), keyed(second, "k2", alone));
            stream = events(streamed.get(0).join().body());
            assertThat(events(streamed.get(1).join().body())).isEqualTo(stream).endsWith("[DONE]");
        }
        gateway.close();
        generator.close();
        generator = StreamsApplication.generator(configuration);
        generator.start();
        gateway = Gateway.start(configuration);
        patiently().until(generator::isRunning);

        assertThat(keyed(gateway, "k1", body).join().body()).isEqualTo(first);
        assertThat(events(keyed(gateway, "k2", alone).join().body())).isEqualTo(stream);
        var other = keyed(gateway, "k1", body.replace("one", "two")).join();
        assertError(other, 422, "Idempotency-Key", "idempotency_key_reused");
        assertThat(text(keyed(gateway, "k1", body.replace("\"c\"", "\"d\"")).join()))
                .as("another user's key")
                .hasSize(30);
        assertError(keyed(gateway, "k".repeat(256), body).join(), 400, "Idempotency-Key", null);
    }

    private static CompletableFuture<HttpResponse<String>> keyed(Gateway asked, String key, String body) {
        var uri = URI.create("http://127.0.0.1:" + asked.port() + "/v1/completions");
        return CLIENT.sendAsync(
                request(body).uri(uri).header("Idempotency-Key", key).build(), BodyHandlers.ofString());
    }

    private static String events(String body) {
        return body.lines().filter(line -> line.startsWith("data: ")).collect(Collectors.joining("\n"));
    }

    @Test
    @Order(5)
    void what_cannot_be_answered_says_so_in_json() throws Exception {
        assertError(post("{"), 400, null, null);
        assertError(post("{\"prompt\":\"x\",\"max_tokens\":0}"), 400, "max_tokens", null);
        assertError(post("{\"prompt\":\"x\",\"top_p\":2,\"stream\":true}"), 400, "top_p", null);
        assertError(post("{\"prompt\":\"x\",\"model\":\"nobody\"}"), 404, "model", "model_not_found");
        assertError(post("{\"prompt\":\"" + "x".repeat(6000) + "\"}"), 413, null, "body_too_large");
        assertThat(error(post("{\"prompt\":\"x\",\"max_tokens\":1001}"))
                        .path("message")
                        .asText())
                .isEqualTo("max_tokens must be from 1 to 1000 characters (prompt.length.max): 1001");
        var stranger = CLIENT.send(
                HttpRequest.newBuilder(uri())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"prompt\":\"x\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertError(stranger, 401, null, "invalid_api_key");
        var lost =
                CLIENT.send(HttpRequest.newBuilder(uri().resolve("/v1/nothing")).build(), BodyHandlers.ofString());
        assertThat(error(lost).path("message").asText()).contains("POST /v1/completions", "GET /v1/nothing");
    }

    @Test
    @Order(6)
    void more_requests_than_the_rate_are_told_to_wait() throws Exception {
        var slow = configuration.with(Map.of("gateway.rate", "2", "gateway.token", ""));
        try (var limited = Gateway.start(slow)) {
            var uri = URI.create("http://127.0.0.1:" + limited.port() + "/v1/completions");
            var statuses = new ArrayList<Integer>();
            patiently().until(() -> {
                var response = CLIENT.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"prompt\":\"x\",\"max_tokens\":1}"))
                                .build(),
                        BodyHandlers.ofString());
                statuses.add(response.statusCode());
                return response.statusCode() == 429
                        && response.headers().firstValue("Retry-After").isPresent();
            });
            assertThat(statuses.get(0)).isEqualTo(200);
        }
        assertThatThrownBy(
                        () -> Gateway.start(configuration.with(Map.of("gateway.host", "0.0.0.0", "gateway.token", ""))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gateway.token must be set");
    }

    @Test
    @Order(7)
    void the_client_library_of_others_completes_streams_and_understands_errors() throws Exception {
        assumeThat(hasNpm())
                .as("npm and node are on the PATH; they are not: skipped")
                .isTrue();
        var client = Files.createDirectory(folder.resolve("node"));
        Files.copy(Path.of("src/test/resources/gateway/client.mjs"), client.resolve("client.mjs"));
        var installed = run(client, List.of("npm", "install", "--no-audit", "--no-fund", "--silent", "openai@7.57.0"));
        assumeThat(installed.exitCode())
                .as("npm can install openai; it cannot, skipped: %s", installed.out())
                .isZero();

        var ran = run(client, List.of("node", "client.mjs", uri().resolve("/v1").toString(), TOKEN));
        assertThat(ran.exitCode()).as(ran.out()).isZero();
        var result = json(ran.out().strip());
        String expected = text(post("{\"prompt\":\"one \",\"max_tokens\":20,\"seed\":5}"));
        assertThat(result.at("/whole/choices")).hasSize(2);
        assertThat(result.at("/whole/choices/0/text").asText()).isEqualTo(expected);
        assertThat(result.at("/whole/choices/1/index").asInt()).isEqualTo(1);
        assertThat(result.at("/whole/choices/0/logprobs/tokens")).hasSize(20);
        assertThat(result.at("/streamed").asText()).hasSize(40).startsWith(expected);
        assertThat(result.at("/finish").asText()).isEqualTo("length");
        assertThat(result.at("/usage/completion_tokens").asInt()).isEqualTo(40);
        assertThat(result.at("/error").toString())
                .isEqualTo(
                        "{\"name\":\"NotFoundError\",\"status\":404,\"param\":\"model\",\"code\":\"model_not_found\"}");
    }

    @Test
    @Order(8)
    void a_prompt_that_is_too_large_or_that_no_broker_takes_is_refused_as_openai_would() throws Exception {
        var small = configuration.with(Map.of("kafka.max.request.size", "1000"));
        try (var narrow = Gateway.start(small)) {
            for (String stream : List.of("true", "false")) {
                String body = "{\"prompt\":\"" + "x".repeat(2000) + "\",\"stream\":" + stream + "}";
                var uri = URI.create("http://127.0.0.1:" + narrow.port() + "/v1/completions");
                var large = CLIENT.send(request(body).uri(uri).build(), BodyHandlers.ofString());
                assertError(large, 413, "prompt", "prompt_too_large");
            }
        }
        assertThat(text(post("{\"prompt\":\"one \",\"max_tokens\":3}"))).hasSize(3);
        generator.close();
        stack.close();
        stack = null;
        for (String stream : List.of("true", "false")) {
            var away = post("{\"prompt\":\"one \",\"stream\":" + stream + "}");
            assertError(away, 503, null, "kafka");
            assertThat(error(away).path("message").asText()).contains("could not be written");
        }
    }

    private record Ran(int exitCode, String out) {}

    private static boolean hasNpm() throws InterruptedException {
        try {
            return run(folder, List.of("node", "--version")).exitCode() == 0
                    && run(folder, List.of("npm", "--version")).exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Ran run(Path folder, List<String> command) throws IOException, InterruptedException {
        var out = Files.createTempFile(GatewayIT.folder, "out", ".txt");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        return new Ran(Patience.exitCode(process), Files.readString(out));
    }

    private static void assertError(HttpResponse<String> response, int status, String param, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        var error = error(response);
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("param").asText(null)).isEqualTo(param);
        assertThat(error.path("code").asText(null)).isEqualTo(code);
    }

    private static JsonNode error(HttpResponse<String> response) {
        return json(response.body()).path("error");
    }

    private static String text(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body()).at("/choices/0/text").asText();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static URI uri() {
        return URI.create("http://127.0.0.1:" + gateway.port() + "/v1/completions");
    }

    private static HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(uri())
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return CLIENT.send(request(body).build(), BodyHandlers.ofString());
    }

    private static void publishModel() {
        var settings = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(12, 1, 0, 0, 0.6),
                new WindowSettings(2, 10, 5, 0, 0),
                new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 1, 0), 1, 0),
                MixtureSize.NONE,
                1);
        var tensors = new Learner(settings, new Nd4jEngine()).tensors();
        var checkpoint = new Checkpoint("default", 10, 100, settings, Map.of(), tensors);
        new CheckpointTopic(configuration)
                .publish(CheckpointRecords.of(
                        checkpoint, checkpoint.toBytes(), null, List.of(), Map.of(), Instant.EPOCH));
    }
}
