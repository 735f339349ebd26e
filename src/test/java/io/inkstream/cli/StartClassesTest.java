package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A command that talks to nothing starts without the libraries that others need: classes are most of its time. */
final class StartClassesTest {

    private static final String JSON = "com.fasterxml.jackson.databind.ObjectMapper";
    private static final String AVRO = "org.apache.avro.Schema";
    private static final String LOG = "ch.qos.logback.classic.Logger";
    private static final String KAFKA = "org.apache.kafka.clients.KafkaClient";

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of(List.of("help"), List.of(JSON, AVRO, LOG, KAFKA)),
                Arguments.of(List.of("help", "prompt"), List.of(JSON, AVRO, LOG, KAFKA)),
                // Kafka's class for definitions of settings has a logger.
                Arguments.of(List.of("config"), List.of(JSON, AVRO, KAFKA)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_that_talks_to_nothing_loads_no_library_that_it_does_not_use(List<String> words, List<String> not)
            throws IOException, InterruptedException {
        var loaded = loaded(words);

        assertThat(loaded).contains("io.inkstream.cli.Inkstream", "picocli.CommandLine");
        assertThat(loaded).doesNotContainAnyElementsOf(not);
    }

    @Test
    void what_the_archive_is_made_from_loads_the_classes_of_a_prompt_and_needs_no_broker()
            throws IOException, InterruptedException {
        assertThat(loaded(List.of("classes", "--set", "bootstrap.servers=127.0.0.1:1")))
                .contains(
                        "io.inkstream.schema.GeneratedText",
                        AVRO,
                        LOG,
                        "org.apache.kafka.clients.producer.KafkaProducer",
                        "org.apache.kafka.clients.consumer.KafkaConsumer",
                        "org.apache.kafka.common.message.FetchResponseData$PartitionData");
    }

    /** The classes that a JVM loads which runs these words alone. */
    private static List<String> loaded(List<String> words) throws IOException, InterruptedException {
        var command = new ArrayList<>(CommandLineProcess.words(words.toArray(String[]::new)));
        command.add(1, "-Xlog:class+load:stdout:none");
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines()
                .filter(line -> line.contains(" source: "))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }
}
