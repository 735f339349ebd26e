package io.inkstream.cli;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.runtime.CheckpointTopic;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.Keys;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.RecordJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "model",
        description = "The checkpoints on model-checkpoints.",
        mixinStandardHelpOptions = true,
        subcommands = {VerifyCommand.class, PromoteCommand.class},
        synopsisSubcommandLabel = "list|show|digest|verify|promote|export|import")
final class ModelCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Which checkpoint is meant. */
    static final class Choice {
        @Option(names = "--model", paramLabel = "NAME", description = "The model (default: the key model).")
        private String model;

        @Option(names = "--step", paramLabel = "N", description = "The checkpoint of this step (default: the newest).")
        private Long step;

        Choice() {}

        Choice(String model, Long step) {
            this.model = model;
            this.step = step;
        }

        String model(Configuration configuration) {
            return model == null ? configuration.string(Keys.MODEL) : model;
        }

        CheckpointManifest in(Configuration configuration, CheckpointTopic topic) {
            String name = model(configuration);
            return (step == null ? topic.newest(name) : topic.at(name, step))
                    .orElseThrow(() -> new IllegalStateException(
                            "there is no checkpoint of model " + name + (step == null ? "" : " at step " + step)
                                    + " on the topic; inkstream model list shows all"));
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "model needs one of: list, show, digest, verify, promote, export, import");
    }

    @Command(description = "List the checkpoints that are kept.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Connection connection,
            @Option(names = "--json", description = "One JSON object each.") boolean json) {
        var manifests = new CheckpointTopic(connection.reached()).manifests();
        if (json) {
            manifests.forEach(manifest -> out().println(RecordJson.toJson(manifest)));
        } else {
            var row = "%-20s %10s %14s %12s  %-24s %s%n";
            out().printf(row, "MODEL", "STEP", "CHARACTERS", "BYTES", "MADE", "SHA-256 OF THE WEIGHTS");
            manifests.forEach(m -> out().printf(
                            row,
                            m.getModel(),
                            m.getStep(),
                            m.getCharacters(),
                            m.getPayloadBytes(),
                            m.getCreatedAt(),
                            m.getSha256()));
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "Show a checkpoint's manifest.", mixinStandardHelpOptions = true)
    int show(
            @Mixin Connection connection,
            @Mixin Choice choice,
            @Option(names = "--json", description = "As one line of JSON.") boolean json) {
        var configuration = connection.reached();
        var m = choice.in(configuration, new CheckpointTopic(configuration));
        if (json) {
            out().println(RecordJson.toJson(m));
            return CommandLine.ExitCode.OK;
        }
        out().printf("model       %s%n", m.getModel());
        out().printf("step        %d%n", m.getStep());
        out().printf("characters  %d%n", m.getCharacters());
        out().printf("made        %s%n", m.getCreatedAt());
        out().printf("sha256      %s%n", m.getSha256());
        out().printf("previous    %s%n", m.getPreviousSha256() == null ? "-" : m.getPreviousSha256());
        out().printf("size        %d bytes in %d records%n", m.getPayloadBytes(), m.getParts());
        m.getLearned()
                .forEach(r -> out().printf(
                                "learned     %s-%d from record %d, character %d, up to record %d, character %d%n",
                                r.getTopic(),
                                r.getPartition(),
                                r.getFrom(),
                                r.getFromCharacter(),
                                r.getTo(),
                                r.getToCharacter()));
        out().printf("arithmetic  %s%n", m.getFingerprint());
        m.getConfiguration().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out().printf("            %s=%s%n", entry.getKey(), entry.getValue()));
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "Print a model's step and the SHA-256 of its weights.", mixinStandardHelpOptions = true)
    int digest(@Mixin Connection connection, @Mixin Choice choice) {
        var configuration = connection.reached();
        out().println(DigestLine.of(choice.in(configuration, new CheckpointTopic(configuration))));
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "export",
            description = "Write a checkpoint as a safetensors file, with the tutorial's names.",
            mixinStandardHelpOptions = true)
    int exportTo(
            @Mixin Connection connection,
            @Mixin Choice choice,
            @Parameters(paramLabel = "FILE", description = "The file to write.") Path file)
            throws IOException {
        var configuration = connection.reached();
        var topic = new CheckpointTopic(configuration);
        var manifest = choice.in(configuration, topic);
        Files.write(file, topic.file(manifest));
        err().println("Wrote " + DigestLine.of(manifest) + " to " + file);
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "import",
            description = "Publish an exported checkpoint, for generators to answer with.",
            mixinStandardHelpOptions = true)
    int importFrom(
            @Mixin Connection connection,
            @Option(
                            names = "--model",
                            paramLabel = "NAME",
                            description = "Its name here (default: the one in the file).")
                    String name,
            @Parameters(paramLabel = "FILE", description = "The file to read.") Path file)
            throws IOException {
        var configuration = connection.reached();
        var read = Checkpoint.fromBytes(Files.readAllBytes(file));
        String model = name == null ? read.model() : name;
        if (!CheckpointKeys.isModelName(model)) {
            throw new ParameterException(spec.commandLine(), "--model must be 1 to 100 of A-Z a-z 0-9 . _ -: " + model);
        }
        var topic = new CheckpointTopic(configuration);
        topic.newest(model).ifPresent(newest -> {
            throw new IllegalStateException("model " + model + " is on the topic already, at step " + newest.getStep()
                    + "; give the imported one another name with --model");
        });
        var checkpoint =
                new Checkpoint(model, read.step(), read.characters(), read.settings(), read.trainer(), read.tensors());
        var records = CheckpointRecords.of(checkpoint, checkpoint.toBytes(), null, List.of(), Map.of(), Instant.now());
        topic.publish(records);
        err().println("Published " + DigestLine.of(records.manifest()));
        return CommandLine.ExitCode.OK;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
