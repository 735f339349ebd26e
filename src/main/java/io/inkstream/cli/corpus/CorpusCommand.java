package io.inkstream.cli.corpus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.Clients;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "corpus",
        description = "Stream text into corpus-in.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "send")
public final class CorpusCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "corpus needs: send FILE...");
    }

    @Command(description = "Send files of UTF-8 text unchanged.", mixinStandardHelpOptions = true)
    int send(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "FILE",
                            description = "Files, including .gz and .zst, or folders of files; - is standard input.")
                    List<String> files,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description = "The records' key (with model.by=key: the model).")
                    String key,
            @Option(names = "--rate", paramLabel = "N", description = "Send at most N characters per second.")
                    Integer rate,
            @Option(names = "--lines", description = "Send each line as a separate record.") boolean lines,
            @Option(
                            names = "--from",
                            paramLabel = "BYTE",
                            defaultValue = "0",
                            description =
                                    "Start after this many bytes of the first FILE, as printed by an interrupted transfer.")
                    long from)
            throws IOException {
        if (rate != null && rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 1: " + rate);
        }
        if (from < 0) {
            throw new ParameterException(spec.commandLine(), "--from must be at least 0: " + from);
        }
        var transfer = new CorpusTransfer(
                files,
                from,
                new Pace(rate == null ? Double.POSITIVE_INFINITY : rate),
                lines,
                spec.commandLine().getErr());
        try (var sender = Clients.corpus(connection.reached(), key, transfer.charactersBefore())) {
            boolean whole = transfer.send(sender);
            long characters = sender.position() - transfer.charactersBefore();
            output.done(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("topic", TopicNames.CORPUS)
                            .put("characters", characters),
                    "Sent %,d characters to corpus-in.".formatted(characters));
            return whole ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
