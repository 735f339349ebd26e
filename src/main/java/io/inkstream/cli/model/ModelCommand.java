package io.inkstream.cli.model;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.checkpoint.ModelFile;
import io.inkstream.checkpoint.Provenance;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.DigestLine;
import io.inkstream.cli.terminal.Output;
import io.inkstream.cli.terminal.ReportText;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.topics.CheckpointTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.TreeMap;
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
        description = "List, verify, compare, promote, export and import models, and make them forget text.",
        mixinStandardHelpOptions = true,
        subcommands = {VerifyCommand.class, PromoteCommand.class, DiffCommand.class, ForgetCommand.class},
        synopsisSubcommandLabel = "list|show|digest|diff|verify|promote|forget|export|import")
public final class ModelCommand implements Runnable {

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
                spec.commandLine(),
                "model needs one of: list, show, digest, diff, verify, promote, forget, export, import");
    }

    @Command(description = "List the kept checkpoints.", mixinStandardHelpOptions = true)
    int list(@Mixin Connection connection, @Mixin Output output) {
        var manifests = new CheckpointTopic(connection.reached()).manifests();
        var row = "%-20s %10s %14s %12s  %-24s %s";
        output.heading(row.formatted("MODEL", "STEP", "CHARACTERS", "BYTES", "MADE", "SHA-256 OF THE WEIGHTS"));
        manifests.forEach(m -> output.print(
                m,
                row.formatted(
                        m.getModel(),
                        m.getStep(),
                        m.getCharacters(),
                        m.getPayloadBytes(),
                        m.getCreatedAt(),
                        m.getSha256())));
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "Show a checkpoint's manifest.", mixinStandardHelpOptions = true)
    int show(@Mixin Connection connection, @Mixin Choice choice, @Mixin Output output) {
        var configuration = connection.reached();
        var m = choice.in(configuration, new CheckpointTopic(configuration));
        output.print(m, text(m));
        return CommandLine.ExitCode.OK;
    }

    private static String text(CheckpointManifest m) {
        var lines = new ArrayList<String>();
        lines.add("model       " + m.getModel());
        lines.add("step        " + m.getStep());
        lines.add("characters  " + m.getCharacters());
        lines.add("made        " + m.getCreatedAt());
        lines.add("sha256      " + m.getSha256());
        lines.add("previous    " + (m.getPreviousSha256() == null ? "-" : m.getPreviousSha256()));
        lines.add("size        %d bytes in %d records".formatted(m.getPayloadBytes(), m.getParts()));
        m.getLearned()
                .forEach(r -> lines.add("learned     %s-%d from record %d, character %d, up to record %d, character %d"
                        .formatted(
                                r.getTopic(),
                                r.getPartition(),
                                r.getFrom(),
                                r.getFromCharacter(),
                                r.getTo(),
                                r.getToCharacter())));
        m.getForgotten()
                .forEach(each -> lines.add("forgotten   records in %d ranges, by request %s"
                        .formatted(each.getRecords().size(), each.getRequest())));
        lines.add("arithmetic  " + ReportText.printable(m.getFingerprint().toString()));
        new TreeMap<>(m.getConfiguration())
                .forEach((key, value) -> lines.add("            " + ReportText.printable(key + "=" + value)));
        return String.join(System.lineSeparator(), lines);
    }

    @Command(description = "Print a model's step and the SHA-256 of its weights.", mixinStandardHelpOptions = true)
    int digest(@Mixin Connection connection, @Mixin Choice choice, @Mixin Output output) {
        var configuration = connection.reached();
        var digest = DigestLine.of(choice.in(configuration, new CheckpointTopic(configuration)));
        output.print(digest, digest.toString());
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "export",
            description = {
                "Write a checkpoint as a safetensors file.",
                "Layout tutorial is the whole checkpoint; layout pytorch the weights alone, as in torch.nn.LSTM (docs/models.md)."
            },
            mixinStandardHelpOptions = true)
    int exportTo(
            @Mixin Connection connection,
            @Mixin Choice choice,
            @Mixin Output output,
            @Option(
                            names = "--layout",
                            paramLabel = "NAME",
                            defaultValue = "tutorial",
                            description = "tutorial or pytorch (default: ${DEFAULT-VALUE}).")
                    ModelFile.Layout layout,
            @Parameters(paramLabel = "FILE", description = "The file to write.") Path file)
            throws IOException {
        SavedModel.requirePlace(file);
        var configuration = connection.reached();
        var topic = new CheckpointTopic(configuration);
        var manifest = choice.in(configuration, topic);
        byte[] whole = topic.file(manifest);
        Files.write(
                file,
                layout == ModelFile.Layout.TUTORIAL ? whole : ModelFile.write(Checkpoint.fromBytes(whole), layout));
        var digest = DigestLine.of(manifest);
        output.done(digest, "Wrote " + digest + " to " + file);
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "import",
            description = {
                "Publish a safetensors file as a checkpoint for generators.",
                "An export in either layout, or weights from elsewhere under the tutorial's or PyTorch's names"
                        + " (docs/models.md) that match the configured vocabulary, nodes and layers."
            },
            mixinStandardHelpOptions = true)
    int importFrom(
            @Mixin Connection connection,
            @Mixin Output output,
            @Option(
                            names = "--model",
                            paramLabel = "NAME",
                            description =
                                    "Name of the imported model (default: the one in the file, else the key model).")
                    String name,
            @Parameters(paramLabel = "FILE", description = "The file to read.") Path file)
            throws IOException {
        var configuration = connection.reached();
        var read = SavedModel.read(file, configuration);
        String model = name == null ? read.model() : name;
        if (!CheckpointKeys.isModelName(model)) {
            throw new ParameterException(
                    spec.commandLine(), "--model must be " + CheckpointKeys.MODEL_NAME + ": " + model);
        }
        var topic = new CheckpointTopic(configuration);
        topic.newest(model).ifPresent(newest -> {
            throw new IllegalStateException("model " + model + " is on the topic already, at step " + newest.getStep()
                    + "; give the imported one another name with --model");
        });
        var checkpoint =
                new Checkpoint(model, read.step(), read.characters(), read.settings(), read.trainer(), read.tensors());
        var records = CheckpointRecords.of(
                checkpoint,
                checkpoint.weights().sha256(),
                checkpoint.toBytes(),
                topic.pieceBytes(),
                Provenance.unknown(Instant.now()));
        topic.publish(records);
        var digest = DigestLine.of(records.manifest());
        output.done(digest, "Published " + digest);
        return CommandLine.ExitCode.OK;
    }
}
