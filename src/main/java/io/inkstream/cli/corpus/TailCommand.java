package io.inkstream.cli.corpus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.cli.terminal.ReportText;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.json.RecordJson;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "tail", description = "Print the records of a topic as they arrive.", mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {

    private static final List<String> TOPICS = List.of(
            TopicNames.GENERATED,
            TopicNames.METRICS,
            TopicNames.SCORES,
            TopicNames.ALERTS,
            TopicNames.FEEDBACK,
            TopicNames.REQUESTS,
            TopicNames.ROUNDS,
            TopicNames.PARTS,
            TopicNames.DEAD_LETTERS,
            TopicNames.CORPUS,
            TopicNames.CORPUS_ORDERED,
            TopicNames.PROMPTS);

    /** Topics on which plain text may stand, whatever else may. */
    private static final Set<String> WITH_TEXT =
            Set.of(TopicNames.CORPUS, TopicNames.CORPUS_ORDERED, TopicNames.PROMPTS);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Parameters(
            paramLabel = "TOPIC",
            description =
                    "generated-text, training-metrics, corpus-scores, corpus-alerts, corpus-feedback, model-requests,"
                            + " model-rounds, model-parts,"
                            + " inkstream-dead-letters, corpus-in, corpus-ordered or prompts.")
    private String topic;

    @Option(names = "--from-beginning", description = "Start with the oldest record.")
    private boolean fromBeginning;

    @Mixin
    private Output output;

    @Option(names = "--max", paramLabel = "N", description = "Stop after N records.")
    private Integer max;

    @Override
    public Integer call() {
        if (!TOPICS.contains(topic)) {
            throw new ParameterException(spec.commandLine(), "TOPIC must be one of " + TOPICS + ": " + topic);
        }
        if (max != null && max < 1) {
            throw new ParameterException(spec.commandLine(), "--max must be at least 1: " + max);
        }
        var configuration = connection.reached();
        var serde = AvroSerdes.values(configuration);
        var out = spec.commandLine().getOut();
        try (var records = new TopicReader(configuration, topic)) {
            if (fromBeginning) {
                records.toBeginning();
            } else {
                records.toEnd();
            }
            for (int printed = 0; max == null || printed < max; ) {
                for (var record : records.poll(Duration.ofMillis(200))) {
                    if (max == null || printed < max) {
                        print(record, serde);
                        printed++;
                    }
                }
                out.flush();
                if (out.checkError()) {
                    break; // nobody reads any more: tail ... | head
                }
            }
        }
        return ExitCode.OK;
    }

    private void print(ConsumerRecord<byte[], byte[]> record, Serde<SpecificRecord> serde) {
        if (topic.equals(TopicNames.DEAD_LETTERS)) {
            output.print(object(record).set("value", deadLetter(record)), deadLetterLine(record));
            return;
        }
        try {
            byte[] framed = SchemaHeader.framed(record.value(), record.headers());
            if (WITH_TEXT.contains(topic) && framed != null && !LenientText.isAvro(framed)) {
                String text = LenientText.utf8(framed);
                output.print(object(record).put("value", text), place(record) + ReportText.printable(text));
                return;
            }
            var value = required(serde.deserializer().deserialize(topic, record.headers(), record.value()));
            output.print(object(record).putRawValue("value", Output.within(value)), line(record, value));
        } catch (SerializationException | UnreadableException e) {
            output.print(
                    object(record).put("error", e.getMessage()),
                    "%s-%d@%d cannot be read: %s"
                            .formatted(
                                    topic, record.partition(), record.offset(), ReportText.printable(e.getMessage())));
        }
    }

    /** @throws UnreadableException if it is not what the topic has */
    private SpecificRecord required(SpecificRecord value) {
        return switch (topic) {
            case TopicNames.METRICS -> ReadBack.report(value);
            case TopicNames.SCORES -> ReadBack.score(value);
            case TopicNames.ALERTS -> ReadBack.alert(value);
            case TopicNames.FEEDBACK -> ReadBack.feedback(value);
            case TopicNames.REQUESTS -> ReadBack.request(value);
            case TopicNames.ROUNDS, TopicNames.PARTS -> ReadBack.piece(value);
            case TopicNames.CORPUS, TopicNames.CORPUS_ORDERED, TopicNames.PROMPTS -> value;
            default -> ReadBack.reply(value);
        };
    }

    private static String line(ConsumerRecord<byte[], byte[]> record, SpecificRecord value) {
        if (value instanceof TrainingReport report) {
            return ReportText.of(report);
        }
        if (value instanceof GeneratedText reply) {
            String session = record.key() == null ? "" : text(record.key()) + ": ";
            return ReportText.printable(session + (reply.getError() == null ? reply.getText() : reply.getError()));
        }
        if (value instanceof CorpusAlert alert) {
            return new AlertText(Ansi.OFF, ZoneOffset.UTC).of(alert);
        }
        if (value instanceof CorpusScore score) {
            return "%s %s-%d@%d | %,d characters | %.3f bits/character | new %s | %s"
                    .formatted(
                            ReportText.printable(score.getModel()),
                            score.getTopic(),
                            score.getPartition(),
                            score.getOffset(),
                            score.getCharacters(),
                            score.getBitsPerCharacter(),
                            score.getNovelty() == null ? "?" : "%.3f".formatted(score.getNovelty()),
                            score.getZ() == null ? "nothing to compare with" : "z %+.2f".formatted(score.getZ()));
        }
        if (value instanceof CorpusText corpusText) {
            return place(record) + ReportText.printable(corpusText.getText());
        }
        return place(record) + ReportText.printable(RecordJson.toJson(value));
    }

    /** Where a record stands, and its key. */
    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return "%s-%d@%d ".formatted(record.topic(), record.partition(), record.offset())
                + (record.key() == null ? "" : ReportText.printable(text(record.key())) + ": ");
    }

    private static String deadLetterLine(ConsumerRecord<byte[], byte[]> record) {
        var line = new StringBuilder("%s-%d@%d".formatted(record.topic(), record.partition(), record.offset()));
        record.headers()
                .forEach(header -> line.append(' ')
                        .append(ReportText.printable(header.key().replace("__streams.errors.", "")))
                        .append('=')
                        .append(ReportText.printable(text(header.value()))));
        return line.append(" bytes=")
                .append(record.value() == null ? "null" : record.value().length)
                .toString();
    }

    private static ObjectNode deadLetter(ConsumerRecord<byte[], byte[]> record) {
        var headers = JsonNodeFactory.instance.objectNode();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        var value = JsonNodeFactory.instance.objectNode();
        value.set("headers", headers);
        return value.put(
                "valueBase64",
                record.value() == null ? null : Base64.getEncoder().encodeToString(record.value()));
    }

    private static ObjectNode object(ConsumerRecord<byte[], byte[]> record) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("timestamp", record.timestamp())
                .put("key", record.key() == null ? null : text(record.key()));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }
}
