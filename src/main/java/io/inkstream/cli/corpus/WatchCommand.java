package io.inkstream.cli.corpus;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.cli.terminal.ReportText;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Print alerts for new kinds of text as they arrive on corpus-alerts.",
            "The most surprising stretch is highlighted; the most similar earlier record follows.",
            "To stop alerts for records like one of them: bin/inkstream dismiss PLACE."
        },
        mixinStandardHelpOptions = true)
public final class WatchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Option(names = "--from-beginning", description = "Start with the oldest alert.")
    private boolean fromBeginning;

    @Option(names = "--model", paramLabel = "NAME", description = "Print only alerts of this model.")
    private String model;

    @Option(names = "--max", paramLabel = "N", description = "Stop after N alerts.")
    private Integer max;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        if (max != null && max < 1) {
            throw new ParameterException(spec.commandLine(), "--max must be at least 1: " + max);
        }
        var configuration = connection.reached();
        var avro = AvroSerdes.values(configuration).deserializer();
        var text = new AlertText(spec.commandLine().getColorScheme().ansi(), ZoneId.systemDefault());
        var out = spec.commandLine().getOut();
        try (var alerts = new TopicReader(configuration, TopicNames.ALERTS)) {
            if (fromBeginning) {
                alerts.toBeginning();
            } else {
                alerts.toEnd();
            }
            for (int printed = 0; max == null || printed < max; ) {
                for (var record : alerts.poll(Duration.ofMillis(200))) {
                    var alert = alert(record, avro).filter(each -> model == null || model.equals(each.getModel()));
                    if (alert.isPresent() && (max == null || printed < max)) {
                        output.print(alert.get(), text.of(alert.get()));
                        printed++;
                    }
                }
                out.flush();
                if (out.checkError()) {
                    break; // nobody reads any more: watch ... | head
                }
            }
        }
        return ExitCode.OK;
    }

    private Optional<CorpusAlert> alert(ConsumerRecord<byte[], byte[]> record, Deserializer<SpecificRecord> avro) {
        try {
            return Optional.of(ReadBack.alert(avro.deserialize(TopicNames.ALERTS, record.headers(), record.value())));
        } catch (SerializationException | UnreadableException e) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%s-%d@%d cannot be read: %s%n",
                            TopicNames.ALERTS,
                            record.partition(),
                            record.offset(),
                            ReportText.printable(e.getMessage()));
            return Optional.empty();
        }
    }
}
