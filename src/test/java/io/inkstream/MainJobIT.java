package io.inkstream;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.InstanceServer;
import io.inkstream.ops.Metrics;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

/** Text in, a learning model, continuations out, as a user sees it: a real broker and registry, and the command line. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MainJobIT {

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static CommandLineRun inkstream;
    private static Configuration configuration;
    private static StreamsApplication trainer;
    private static StreamsApplication generator;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder, 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "100",
                "corpus.line.end", " ",
                "corpus.scores", "true",
                "report.every", "20",
                "checkpoint.every", "20",
                "state.dir", folder.resolve("state").toString()));
        inkstream = new CommandLineRun(settings);
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        assertThat(inkstream.run("topics", "create").out()).contains("corpus-in", "model-checkpoints");
        trainer = StreamsApplication.trainer(configuration);
        generator = StreamsApplication.generator(configuration);
        trainer.start();
        generator.start();
    }

    @AfterAll
    static void stop() {
        generator.close();
        trainer.close();
        stack.close();
    }

    @Test
    @Order(1)
    void text_is_learned_from_plain_records_and_from_corpus_send() throws Exception {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            for (String line : NumbersCorpus.text().substring(0, 20_000).split("(?<=\\G.{200})")) {
                producer.send(new ProducerRecord<>(TopicNames.CORPUS, line));
            }
        }
        var file = Files.writeString(
                folder.resolve("corpus.txt"), NumbersCorpus.text().substring(0, 20_000));
        assertThat(inkstream.run("corpus", "send", file.toString()).err()).contains("Sent 20,000 characters");

        patiently()
                .untilAsserted(() -> assertThat(inkstream.run("model", "digest").out())
                        .matches("(?s)model=default step=4[0-9]0 characters=\\d+ sha256=[0-9a-f]{64}\\s*"));
        assertThat(inkstream
                        .run("tail", "training-metrics", "--from-beginning", "--max", "2")
                        .out())
                .contains("step 0 |", "step 20 |", "bits/character");
        assertThat(inkstream
                        .run("tail", "corpus-scores", "--from-beginning", "--max", "90")
                        .out())
                .contains(
                        "default corpus-in-0@",
                        " characters | ",
                        " bits/character | new ",
                        " | z ",
                        "nothing to compare with");
    }

    @Test
    @Order(2)
    void a_prompt_is_answered_and_its_session_goes_on() {
        var reply = inkstream.run("prompt", "one hundred ", "--key", "s", "--length", "30", "--seed", "1");
        assertThat(reply.exitCode()).isZero();
        assertThat(reply.out().strip()).matches("one hundred [a-z ]*");

        var two = inkstream.run("prompt", "one ", "--count", "2", "--length", "5", "--no-echo");
        assertThat(two.out()).matches("(?s)--- 1 of 2\\R[a-z ]{5}\\R--- 2 of 2\\R[a-z ]{5}\\R");
        assertThat(inkstream.run("prompt", "one ", "--logprobs", "1").exitCode())
                .isEqualTo(2);
        assertThat(inkstream.run("prompt").exitCode()).isEqualTo(2);
        assertThat(inkstream.run("prompt", "one ", "--deadline", "-1").err()).contains("--deadline");
        assertThat(inkstream.run("prompt", "--cancel", "nothing").exitCode()).isZero();
        var json = inkstream.run("prompt", "two ", "--key", "s", "--json", "--logprobs", "2", "--echo");
        assertThat(json.out()).contains("\"text\":\"two ", "\"logprobs\":[{\"id\":");
        assertThat(json.out()).contains("\"finishReason\":\"LENGTH\"", "\"seed\":1", "\"characters\":100");
    }

    @Test
    @Order(2)
    void a_session_is_shown_over_http_and_deleted() {
        var metrics = new Metrics(configuration);
        metrics.of(generator);
        try (var server = InstanceServer.start(configuration, metrics)) {
            String instance = "http://127.0.0.1:" + server.port();
            var reply = inkstream.run("prompt", "one ", "--key", "kept here", "--seed", "9", "--json");
            String digest = reply.out().replaceAll("(?s).*\"sessionSha256\":\"([0-9a-f]+)\".*", "$1");
            var shown = inkstream.alone("session", "show", "kept here", "--instance", instance);
            assertThat(shown.out()).contains("\"key\":\"kept here\"", "\"seed\":9", "\"sha256\":\"" + digest + "\"");

            assertThat(inkstream.run("session", "delete", "kept here").exitCode())
                    .isZero();
            assertThat(inkstream
                            .alone("session", "show", "kept here", "--instance", instance)
                            .err())
                    .contains("404", "no session kept here of model default");
        }
    }

    @Test
    @Order(3)
    void a_plain_text_prompt_is_answered_in_the_confluent_wire_format() throws Exception {
        try (var replies = new TopicReader(configuration, TopicNames.GENERATED)) {
            replies.toEnd();
            produce(TopicNames.PROMPTS, "plain", "three ");
            patiently().untilAsserted(() -> {
                var values = new ArrayList<byte[]>();
                replies.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                assertThat(values)
                        .singleElement()
                        .satisfies(value -> assertThat(value[0]).isZero());
            });
        }
    }

    @Test
    @Order(4)
    void wrong_prompts_get_an_error_and_unreadable_ones_are_dead_letters() throws Exception {
        var wrong = inkstream.run("prompt", "x", "--length", "100000");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("length must be from 1 to", "100000");

        produce(TopicNames.PROMPTS, "bad", "\u0000\u0000\u0000\u0000\u0063\u0001");
        var dead = new ArrayList<String>();
        patiently().untilAsserted(() -> {
            dead.clear();
            dead.addAll(inkstream
                    .run("tail", "inkstream-dead-letters", "--from-beginning", "--max", "1", "--json")
                    .out()
                    .lines()
                    .toList());
            assertThat(dead).isNotEmpty();
        });
        var letter = new ObjectMapper().readTree(dead.get(0)).path("value").path("headers");
        assertThat(letter.path("__streams.errors.topic").asText()).isEqualTo(TopicNames.PROMPTS);
        assertThat(letter.path("__streams.errors.message").asText()).contains("99");
    }

    @Test
    @Order(5)
    void a_model_is_listed_shown_exported_and_imported_under_another_name() {
        String digest = inkstream.run("model", "digest").out().strip();
        String sha256 = digest.substring(digest.indexOf("sha256="));
        assertThat(inkstream.run("model", "list").out()).contains(sha256.substring(7));
        assertThat(inkstream.run("model", "show").out())
                .contains("corpus-ordered-0 from record", "segment.length=100", "vocabulary=text8");

        String file = folder.resolve("model.safetensors").toString();
        assertThat(inkstream.run("model", "export", file).exitCode()).isZero();
        var taken = inkstream.run("model", "import", file);
        assertThat(taken.exitCode()).isEqualTo(1);
        assertThat(taken.err()).contains("model default is on the topic already");
        assertThat(inkstream.run("model", "import", file, "--model", "copy").exitCode())
                .isZero();
        assertThat(inkstream.run("model", "digest", "--model", "copy").out()).contains("model=copy", sha256);

        patiently()
                .untilAsserted(() -> assertThat(inkstream
                                .run("prompt", "one ", "--model", "copy")
                                .exitCode())
                        .isZero());
        assertThat(inkstream.run("prompt", "one ", "--model", "nobody").err()).contains("copy, default", "nobody");
    }

    @Test
    @Order(6)
    void as_json_every_line_of_standard_output_is_an_object() throws Exception {
        var digest = only("model", "digest", "--json");
        assertThat(inkstream.run("model", "digest").out().strip())
                .isEqualTo("model=%s step=%s characters=%s sha256=%s"
                        .formatted(
                                digest.path("model").asText(),
                                digest.path("step").asText(),
                                digest.path("characters").asText(),
                                digest.path("sha256").asText()));
        assertThat(only("model", "show", "--json").path("sha256")).isEqualTo(digest.path("sha256"));
        assertThat(objects("model", "list", "--json"))
                .hasSizeGreaterThan(1)
                .anyMatch(manifest -> manifest.path("sha256").equals(digest.path("sha256")));
        var verified = only("model", "verify", "--json");
        assertThat(verified.path("outcome").asText()).isEqualTo("verified");
        assertThat(verified.path("sha256")).isEqualTo(digest.path("sha256"));
        assertThat(only(
                        "model",
                        "export",
                        "--json",
                        folder.resolve("json.safetensors").toString()))
                .isEqualTo(digest);
        assertThat(only("model", "promote", "--newest", "--json")
                        .path("promoted")
                        .isBoolean())
                .isTrue();

        assertThat(objects("topics", "create", "--json")).hasSize(11).allSatisfy(topic -> {
            assertThat(topic.path("created").asBoolean(true)).isFalse();
            assertThat(topic.path("differences")).isEmpty();
        });
        assertThat(objects("topics", "list", "--json")).anySatisfy(topic -> {
            assertThat(topic.path("name").asText()).isEqualTo("model-checkpoints");
            assertThat(topic.path("partitions").asInt()).isEqualTo(1);
            assertThat(topic.at("/config/cleanup.policy").asText()).isEqualTo("compact");
        });
        assertThat(objects("config", "--json")).anySatisfy(setting -> {
            assertThat(setting.path("key").asText()).isEqualTo("nodes");
            assertThat(setting.path("value").asText()).isEqualTo("16");
            assertThat(setting.path("source").asText()).isEqualTo("--set");
        });
        assertThat(only("tail", "training-metrics", "--from-beginning", "--max", "1", "--json")
                        .at("/value/step")
                        .asInt(-1))
                .isZero();
        var nothing = Files.writeString(folder.resolve("nothing.txt"), "");
        assertThat(only("corpus", "send", nothing.toString(), "--json")
                        .path("characters")
                        .asInt(-1))
                .isZero();
    }

    private static List<JsonNode> objects(String... arguments) throws Exception {
        var result = inkstream.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        var objects = new ArrayList<JsonNode>();
        for (String line : result.out().lines().toList()) {
            objects.add(new ObjectMapper().readTree(line));
        }
        assertThat(objects).allMatch(JsonNode::isObject);
        return objects;
    }

    private static JsonNode only(String... arguments) throws Exception {
        var objects = objects(arguments);
        assertThat(objects).hasSize(1);
        return objects.get(0);
    }

    @Test
    @Order(6)
    void a_model_in_pytorchs_layout_is_the_same_model_and_is_not_taken_for_one_of_another_size() {
        String file = folder.resolve("pytorch.safetensors").toString();
        assertThat(inkstream.run("model", "export", file, "--layout", "pytorch").exitCode())
                .isZero();
        assertThat(inkstream.run("model", "import", file, "--model", "torch").exitCode())
                .isZero();
        String digest = inkstream.run("model", "digest").out().replaceAll("(?s).*sha256=(\\S+).*", "$1");
        assertThat(inkstream.run("model", "digest", "--model", "torch").out()).contains("model=torch", digest);
        assertThat(inkstream.run("train", "--from", "pom.xml").err()).contains("initial.weights", "pom.xml");
        var larger = new TreeMap<>(inkstream.settings());
        larger.put("nodes", "17");
        var other = new CommandLineRun(larger).run("train", "--from", file);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("nodes=17", "nodes=16");
    }

    @Test
    @Order(6)
    void a_prompt_is_answered_as_of_a_step_and_two_models_are_compared_on_a_text() throws Exception {
        String newest = inkstream.run("model", "digest").out().replaceAll("(?s).* step=(\\d+) .*", "$1");
        String older = Long.toString(Long.parseLong(newest) - 40);
        assertThat(inkstream.run("prompt", "one ", "--step", older, "--json").out())
                .contains("\"step\":" + older + ",");
        assertThat(inkstream.run("prompt", "one ", "--step", "7").err()).contains("step must be one", newest, ": 7");

        String text = Files.writeString(
                        folder.resolve("text.txt"), NumbersCorpus.text().substring(30_000, 31_000))
                .toString();
        String file = folder.resolve("older.safetensors").toString();
        inkstream.run("model", "export", file, "--step", older);
        var onTopic = inkstream.run("model", "diff", "@" + older, "default", "--text", text, "--json");
        var json = new ObjectMapper().readTree(onTopic.out());
        assertThat(json.path("characters").asInt()).isEqualTo(999);
        assertThat(json.path("a").path("step").asText()).isEqualTo(older);
        assertThat(json.path("b").path("step").asText()).isEqualTo(newest);
        assertThat(json.path("difference").asDouble())
                .isEqualTo(json.path("b").path("bitsPerCharacter").asDouble()
                        - json.path("a").path("bitsPerCharacter").asDouble());
        var fromFile = inkstream.run("model", "diff", file, file, "--text", text);
        assertThat(fromFile.out())
                .contains(
                        "%.4f".formatted(json.path("a").path("bitsPerCharacter").asDouble()),
                        "B takes 0.0000 bits per character less than A over 999 characters");
        assertThat(inkstream
                        .run("model", "diff", "default@x", "default", "--text", text)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    @Order(6)
    void an_older_checkpoint_is_promoted_and_the_newest_followed_again() {
        assertThat(inkstream.run("model", "promote", "--step", "7").err()).contains("no checkpoint", "at step 7");
        assertThat(inkstream.run("model", "promote").exitCode()).isEqualTo(2);
        String newest = inkstream.run("model", "digest").out().replaceAll("(?s).* step=(\\d+) .*", "$1");
        String older = Long.toString(Long.parseLong(newest) - 20);
        assertThat(inkstream.run("model", "promote", "--step", older).err()).contains("Promoted", "step=" + older);
        patiently()
                .untilAsserted(() -> assertThat(
                                inkstream.run("prompt", "one ", "--json").out())
                        .contains("\"step\":" + older + ","));
        assertThat(inkstream.run("model", "promote", "--newest").exitCode()).isZero();
        patiently()
                .untilAsserted(() -> assertThat(
                                inkstream.run("prompt", "one ", "--json").out())
                        .contains("\"step\":" + newest + ","));
    }

    @Test
    @Order(6)
    void what_was_learned_is_verified_from_the_text_that_stands_on_the_topic() {
        assertThat(inkstream.run("model", "verify").out()).startsWith("verified model=default from=");
        assertThat(inkstream.run("model", "verify", "--from", "0").out())
                .startsWith("verified model=default from=0 to=4")
                .contains("corpus-scores equal=100 differing=0 expired=0", "corpus-alerts equal=")
                .contains(inkstream.run("model", "digest").out().strip().replaceAll(".*sha256=", "sha256="));
        assertThat(inkstream.run("model", "verify", "--from", "7").err()).contains("no checkpoint", "at step 7");
        assertThat(inkstream.run("model", "verify", "--model", "copy").err()).contains("model copy was imported");
    }

    @Test
    @Order(7)
    void reset_waits_for_the_applications_to_stop_and_then_learns_again_from_the_beginning() {
        assertThat(inkstream.run("reset").err()).contains("Nothing was changed");
        assertThat(inkstream.run("reset", "--yes").err()).contains("still has members");

        String before = inkstream.run("model", "digest").out();
        trainer.close();
        generator.close();
        assertThat(inkstream.run("reset", "--yes").out())
                .contains(
                        "deleted offsets of group inkstream-train",
                        "deleted topic model-checkpoints",
                        "deleted topic corpus-scores");
        assertThat(inkstream.run("model", "digest").err()).contains("there is no checkpoint");

        trainer = StreamsApplication.trainer(configuration);
        trainer.start();
        patiently()
                .untilAsserted(
                        () -> assertThat(inkstream.run("model", "digest").out()).isEqualTo(before));
    }

    @Test
    @Order(8)
    void a_new_model_begins_with_the_weights_of_a_file_and_is_verified_from_there() {
        String file = folder.resolve("older.safetensors").toString();
        trainer.close();
        assertThat(inkstream.run("reset", "--yes").exitCode()).isZero();
        var settings = new TreeMap<>(inkstream.settings());
        settings.put("initial.weights", file);
        trainer = StreamsApplication.trainer(Configuration.load(settings, Map.of(), Optional.empty()));
        trainer.start();
        patiently()
                .untilAsserted(
                        () -> assertThat(inkstream.run("model", "digest").out()).startsWith("model=default step=4"));
        trainer.close();

        var begun = inkstream.run(
                "model",
                "diff",
                "@0",
                file,
                "--text",
                folder.resolve("text.txt").toString());
        assertThat(begun.out()).contains("B takes 0.0000 bits per character less than A");
        assertThat(inkstream.run("model", "verify", "--from", "0").out())
                .startsWith("verified model=default from=0")
                .containsPattern("corpus-scores equal=[1-9]\\d* differing=0 expired=0");
    }

    private static void produce(String topic, String key, String value) throws Exception {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }
}
