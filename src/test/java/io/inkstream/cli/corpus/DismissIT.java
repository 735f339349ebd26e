package io.inkstream.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said with {@code dismiss}, on a real broker. */
final class DismissIT {

    @TempDir
    private Path folder;

    @Test
    void a_record_is_said_to_be_no_news_by_its_place_with_its_text_for_the_model_that_it_feeds() throws Exception {
        try (var stack =
                LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0)) {
            var settings = new TreeMap<>(stack.settings());
            settings.put("corpus.scores", "true");
            var inkstream = new CommandLineRun(settings);
            assertThat(inkstream.run("topics", "create").out()).contains("corpus-feedback");
            var log = Files.writeString(folder.resolve("log"), "disk 7 is full\ndisk 8 is full\nall is well\n");
            var sent = inkstream.run("corpus", "send", "--lines", "--key", "web", log.toString());
            assertThat(sent.exitCode()).as(sent.err()).isZero();

            var said = inkstream.run("dismiss", "corpus-in-0@1", "0@2");
            assertThat(said.exitCode()).as(said.err()).isZero();
            assertThat(said.out().lines())
                    .containsExactly(
                            "no news corpus-in-0@1 model=default: disk 8 is full",
                            "no news corpus-in-0@2 model=default: all is well");
            assertThat(inkstream
                            .run("dismiss", "--undo", "--model", "other", "corpus-in-0@1")
                            .out())
                    .startsWith("news corpus-in-0@1 model=other: ");
            settings.put("model.by", "key");
            assertThat(new CommandLineRun(settings)
                            .run("dismiss", "corpus-in-0@0", "--json")
                            .out())
                    .contains("\"model\":\"web\"", "\"verdict\":\"NOT_NEWS\"");

            assertThat(feedback(settings))
                    .extracting(each -> each.getModel() + " " + each.getVerdict() + " " + each.getPartition() + "@"
                            + each.getOffset() + " " + each.getText())
                    .containsExactly(
                            "default NOT_NEWS 0@1 disk 8 is full\n",
                            "default NOT_NEWS 0@2 all is well\n",
                            "other NEWS 0@1 disk 8 is full\n",
                            "web NOT_NEWS 0@0 disk 7 is full\n");

            for (String place : List.of("corpus-in-0@3", "corpus-in-5@0")) {
                var missing = inkstream.run("dismiss", place);
                assertThat(missing.exitCode()).isEqualTo(1);
                assertThat(missing.err()).contains("there is no record " + place);
            }
            var wrong = inkstream.run("dismiss", "corpus-alerts-0@3");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("corpus-in-0@1957", "corpus-alerts-0@3");
            assertThat(feedback(settings)).hasSize(4);

            var tail = inkstream.run("tail", "corpus-feedback", "--from-beginning", "--max", "4");
            assertThat(tail.exitCode()).as(tail.err()).isZero();
            assertThat(tail.out().lines())
                    .hasSize(4)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("corpus-feedback-")
                            .contains("other: {", "\"verdict\":\"NEWS\"", "disk 8 is full"));
        }
    }

    private static List<CorpusFeedback> feedback(Map<String, String> settings) {
        var configuration = Configuration.load(settings, Map.of(), Optional.empty());
        var avro = AvroSerdes.values(configuration).deserializer();
        var all = new ArrayList<CorpusFeedback>();
        try (var reader = new TopicReader(configuration, TopicNames.FEEDBACK)) {
            reader.toBeginning();
            reader.readToEnd(record ->
                    all.add((CorpusFeedback) avro.deserialize(TopicNames.FEEDBACK, record.headers(), record.value())));
        }
        return all;
    }
}
