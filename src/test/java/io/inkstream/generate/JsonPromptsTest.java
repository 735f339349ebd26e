package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.AvroWithoutRegistry;
import io.inkstream.engine.Engine;
import io.inkstream.generate.admission.PendingLimit;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.request.ValueFormats;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.json.ContentTypeSerde;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts and replies as JSON, and fields of a prompt in headers: each says what the same prompt in Avro does. */
final class JsonPromptsTest {

    private static final String JSON = "application/json";

    private final ContentTypeSerde values = new ContentTypeSerde(new AvroWithoutRegistry());
    private TopologyTestDriver driver;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        start(ValueFormats.USUAL);
    }

    private void start(ValueFormats formats) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        var settings = new GeneratorSettings(
                new GeneratorSettings.Model("default", OptionalLong.empty(), Optional.empty()),
                new PromptRules(300, 200),
                new PendingLimit(10, false),
                4,
                new GeneratorSettings.Stores(Duration.ZERO, true, false, Duration.ofMinutes(1)),
                Set.of(),
                formats);
        driver = new TopologyTestDriver(
                GeneratorTopology.build(
                        settings,
                        () -> Engine.named("portable", 1),
                        values,
                        values,
                        Runnable::run,
                        new BusyPartitions(),
                        InstantSource.fixed(Instant.EPOCH),
                        () -> 0,
                        GeneratorListener.NONE),
                properties);
        publish();
    }

    private void publish() {
        Published.forEach(
                Published.checkpoint("text8", "default", 20, 1),
                (key, value) -> driver.createInputTopic(
                                TopicNames.CHECKPOINTS, new StringSerializer(), new ByteArraySerializer())
                        .pipeInput(key, values.serializer().serialize(TopicNames.CHECKPOINTS, value)));
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void ask(String value, String... headers) {
        ask(value.getBytes(StandardCharsets.UTF_8), headers);
    }

    private void ask(byte[] value, String... headers) {
        var all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        driver.createInputTopic(TopicNames.PROMPTS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(null, value, all));
    }

    private List<TestRecord<byte[], byte[]>> records(String topic) {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static String contentType(TestRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader("content-type");
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private GeneratedText reply(TestRecord<byte[], byte[]> record) {
        return (GeneratedText)
                values.deserializer().deserialize(TopicNames.GENERATED, record.headers(), record.getValue());
    }

    /** By somebody else's parser. */
    private static JsonNode json(TestRecord<byte[], byte[]> record) throws Exception {
        assertThat(contentType(record)).isEqualTo(JSON);
        return new ObjectMapper().readTree(record.getValue());
    }

    private static byte[] avro(Prompt prompt) {
        return new AvroWithoutRegistry().serializer().serialize(TopicNames.PROMPTS, prompt);
    }

    private static Prompt prompt() {
        return Prompt.newBuilder()
                .setText("one ")
                .setId("a")
                .setLength(20)
                .setSeed(5L)
                .setStop(List.of("zq"))
                .build();
    }

    @Test
    void a_prompt_in_json_gets_the_text_that_it_gets_in_avro_and_gets_it_in_json() throws Exception {
        ask(avro(prompt()));
        ask(
                "{\"text\": \"one \", \"id\": \"a\", \"length\": 20, \"seed\": 5, \"stop\": [\"zq\"]}",
                "content-type",
                "Application/JSON; charset=utf-8");

        var replies = records(TopicNames.GENERATED);
        assertThat(contentType(replies.get(0))).isNull();
        String text = reply(replies.get(0)).getText();
        assertThat(text).hasSize(20);
        assertThat(json(replies.get(1)).get("text").textValue()).isEqualTo(text);
        assertThat(json(replies.get(1)).get("seed").longValue()).isEqualTo(5);
        assertThat(reply(replies.get(1)).getText()).isEqualTo(text);
    }

    @Test
    void fields_of_a_plain_text_stand_in_headers() {
        ask(avro(prompt()));
        ask(
                "one ",
                "inkstream.id",
                "a",
                "inkstream.length",
                "20",
                "inkstream.seed",
                "5",
                "inkstream.stop",
                "zq",
                "correlation",
                "7");

        var replies = records(TopicNames.GENERATED);
        assertThat(reply(replies.get(1)).getText())
                .isEqualTo(reply(replies.get(0)).getText());
        assertThat(reply(replies.get(1)).getId()).isEqualTo("a");
        assertThat(replies.get(1).headers()).extracting(header -> header.key()).containsExactly("correlation");
    }

    @Test
    void whoever_accepts_json_gets_it_and_whoever_does_not_gets_avro() throws Exception {
        ask("one ", "accept", JSON, "inkstream.length", "20");
        ask(avro(prompt()), "accept", JSON);
        ask("{\"text\": \"one \", \"length\": 20}", "content-type", JSON, "accept", "application/avro");

        var replies = records(TopicNames.GENERATED);
        assertThat(json(replies.get(0)).get("characters").intValue()).isEqualTo(20);
        assertThat(json(replies.get(1)).get("id").textValue()).isEqualTo("a");
        assertThat(contentType(replies.get(2))).isNull();
        assertThat(reply(replies.get(2)).getCharacters()).isEqualTo(20);
    }

    @Test
    void both_formats_can_be_configured() throws Exception {
        driver.close();
        start(new ValueFormats(true, true));
        ask("{\"text\": \"one \", \"length\": 20}");
        ask("{\"text\": \"one \"", "content-type", "text/plain", "inkstream.length", "20");
        ask(avro(prompt()));

        var read = new ArrayList<Integer>();
        for (var reply : records(TopicNames.GENERATED)) {
            read.add(json(reply).get("promptCharacters").intValue());
        }
        assertThat(read).containsExactlyInAnyOrder(4, 15, 4);
    }

    @Test
    void a_wrong_field_gets_an_error_that_names_it() throws Exception {
        ask("{\"text\": \"one \", \"id\": \"a\", \"length\": \"5\"}", "content-type", JSON);
        ask("{\"text\": \"one \", \"id\": \"b\", \"length\": 5000}", "content-type", JSON);
        ask("one ", "inkstream.id", "c", "inkstream.lenght", "5");
        ask("one ", "inkstream.id", "d", "inkstream.text", "two ");

        var replies = records(TopicNames.GENERATED);
        assertThat(json(replies.get(0)).get("id").textValue()).isEqualTo("a");
        assertThat(json(replies.get(0)).get("errorField").textValue()).isEqualTo("length");
        assertThat(json(replies.get(0)).get("error").textValue())
                .isEqualTo("length must be a whole number of 32 bits: \"5\"");
        assertThat(json(replies.get(1)).get("error").textValue()).startsWith("length must be from 1 to 300");
        assertThat(reply(replies.get(2)).getErrorField()).isEqualTo("lenght");
        assertThat(reply(replies.get(2)).getId()).isEqualTo("c");
        assertThat(reply(replies.get(3)).getError()).contains("inkstream.text");
    }

    @Test
    void what_is_no_json_is_a_dead_letter_and_the_next_is_answered() {
        ask("{\"text\": ", "content-type", JSON);
        ask("{\"text\": \"one \", \"length\": 5}", "content-type", JSON);

        assertThat(records(TopicNames.GENERATED)).hasSize(1);
        assertThat(records(TopicNames.DEAD_LETTERS))
                .singleElement()
                .satisfies(letter -> assertThat(new String(
                                letter.headers()
                                        .lastHeader("__streams.errors.message")
                                        .value(),
                                StandardCharsets.UTF_8))
                        .contains("no JSON object"));
    }

    @Test
    void what_would_be_too_long_for_a_record_in_json_is_avro() {
        SpecificRecord reply = GeneratedText.newBuilder(GeneratedText.newBuilder()
                        .setId("a")
                        .setText("\u0001".repeat(200_000))
                        .setModel("default")
                        .setFinishReason(io.inkstream.schema.FinishReason.LENGTH)
                        .setPromptedAt(Instant.EPOCH)
                        .setStartedAt(Instant.EPOCH)
                        .setFinishedAt(Instant.EPOCH)
                        .build())
                .build();
        var headers = new RecordHeaders().add("content-type", JSON.getBytes(StandardCharsets.UTF_8));
        byte[] value = values.serializer().serialize(TopicNames.GENERATED, headers, reply);

        assertThat(value).hasSizeLessThan(300_000);
        assertThat(headers).isEmpty();
        assertThat(values.deserializer().deserialize(TopicNames.GENERATED, headers, value))
                .isEqualTo(reply);
    }
}
