package io.inkstream.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.runtime.CorpusSender;
import io.inkstream.runtime.CorpusSource;
import io.inkstream.serde.TopicNames;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
final class CorpusCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "corpus needs: send FILE...");
    }

    @Command(description = "Send files of UTF-8 text, exactly as they are.", mixinStandardHelpOptions = true)
    int send(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files; - is standard input.")
                    List<String> files,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description = "The records' key (with model.by=key: the model).")
                    String key,
            @Option(names = "--rate", paramLabel = "N", description = "Send at most so many characters per second.")
                    Integer rate)
            throws IOException {
        if (rate != null && rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 1: " + rate);
        }
        var configuration = connection.reached();
        try (var sender = new CorpusSender(configuration, key, 0)) {
            for (String file : files) {
                send(file, sender, new Pace(rate == null ? Double.POSITIVE_INFINITY : rate));
            }
            sender.flush();
            output.done(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("topic", TopicNames.CORPUS)
                            .put("characters", sender.position()),
                    "Sent %,d characters to corpus-in.".formatted(sender.position()));
        }
        return CommandLine.ExitCode.OK;
    }

    private static void send(String file, CorpusSender sender, Pace pace) throws IOException {
        boolean standardInput = file.equals("-");
        long size = standardInput || !Files.exists(Path.of(file)) ? -1 : Files.size(Path.of(file));
        try (var text = standardInput ? standardInput() : CorpusSource.open(Path.of(file));
                var progress = Progress.of(file, size, "B")) {
            sender.send(text, characters -> {
                progress.stepBy(characters);
                pace.spend(characters);
            });
        } catch (MalformedInputException e) {
            throw new IOException(file + " must be UTF-8 text throughout; what stands before the fault was sent", e);
        }
    }

    private static Reader standardInput() {
        return new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder());
    }
}
