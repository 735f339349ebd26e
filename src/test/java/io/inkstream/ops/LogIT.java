package io.inkstream.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.Patience;
import io.inkstream.cli.CommandLineProcess;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.NumbersCorpus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogIT {

    @TempDir
    private Path folder;

    @Test
    void a_log_for_machines_has_an_object_on_each_line_with_model_task_step_and_offset_as_fields() throws Exception {
        try (var stack =
                LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0)) {
            var settings = new TreeMap<>(stack.settings());
            settings.putAll(Map.of(
                    "profile", "seed",
                    "nodes", "16",
                    "batch.size", "8",
                    "segment.length", "100",
                    "state.dir", folder.resolve("state").toString()));
            var inkstream = new CommandLineRun(settings);
            assertThat(inkstream.run("topics", "create").exitCode()).isZero();
            sendUnreadable(Configuration.load(settings, Map.of(), Optional.empty()));
            var text = Files.writeString(
                    folder.resolve("text"), NumbersCorpus.text().substring(0, 5_000));
            assertThat(inkstream.run("corpus", "send", text.toString()).exitCode())
                    .isZero();

            var lines = logOfTrainer(settings);

            assertThat(lines).allSatisfy(line -> {
                assertThat(line.fieldNames()).toIterable().contains("time", "level", "message", "logger_name");
                assertThat(line.path("message").asText()).isNotBlank();
            });
            assertThat(lines)
                    .as("one line says what runs where")
                    .filteredOn(line -> line.path("message").asText().startsWith("Trainer 0 of inkstream | "))
                    .singleElement()
                    .satisfies(line -> assertThat(line.path("message").asText())
                            .contains(
                                    "brokers " + settings.get("bootstrap.servers"),
                                    "health and metrics http://127.0.0.1:"));
            assertThat(lines).anyMatch(LogIT::isOfTheModel);
            assertThat(lines).anyMatch(LogIT::isOfTheRecord);
        }
    }

    /** What it says up to where it has spoken of both. */
    private static List<JsonNode> logOfTrainer(Map<String, String> settings) throws Exception {
        var builder = CommandLineProcess.of(settings, "train");
        builder.environment().put("INKSTREAM_LOG_FORMAT", "json");
        var process = builder.start();
        var lines = new ArrayList<JsonNode>();
        try (var log = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = log.readLine(); line != null; line = log.readLine()) {
                lines.add(new ObjectMapper().readTree(line));
                if (lines.stream().anyMatch(LogIT::isOfTheModel)
                        && lines.stream().anyMatch(LogIT::isOfTheRecord)) {
                    break;
                }
            }
        } finally {
            process.destroy();
        }
        Patience.exitCode(process);
        return lines;
    }

    private static boolean isOfTheModel(JsonNode line) {
        return line.path("model").asText().equals("default")
                && line.path("task").asText().equals("1_0")
                && line.path("step").isNumber();
    }

    private static boolean isOfTheRecord(JsonNode line) {
        return line.path("topic").asText().equals(TopicNames.CORPUS)
                && line.path("partition").asInt(-1) == 0
                && line.path("offset").asInt(-1) == 0;
    }

    /** In Avro, with a schema that nobody knows. */
    private static void sendUnreadable(Configuration configuration) throws Exception {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TopicNames.CORPUS, "\u0000\u0000\u0000\u0000\u0063\u0001"))
                    .get();
        }
    }
}
