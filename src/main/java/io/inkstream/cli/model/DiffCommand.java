package io.inkstream.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.config.Configuration;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Perplexity;
import io.inkstream.streams.TopologySettings;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.corpus.CorpusSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description = {
            "Compare the bits per character of a text under two models.",
            "Each reads the text from a zero state without training; the first character is not scored."
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {

    private static final String WHICH =
            "MODEL for its newest checkpoint, MODEL@STEP or @STEP for one that is kept, or an exported *.safetensors.";

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Parameters(index = "0", paramLabel = "A", description = WHICH)
    private String first;

    @Parameters(index = "1", paramLabel = "B", description = "The same.")
    private String second;

    @Option(names = "--text", required = true, paramLabel = "FILE", description = "The text; - is standard input.")
    private Path text;

    @Mixin
    private Output output;

    /** A model by the name that the user gave it. */
    private record Compared(String name, Checkpoint checkpoint, double bitsPerCharacter) {}

    @Override
    public Integer call() throws IOException {
        var configuration = isFile(first) && isFile(second) ? connection.configuration() : connection.reached();
        var a = checkpoint(configuration, first);
        var b = checkpoint(configuration, second);
        var vocabulary = a.settings().vocabulary();
        if (!vocabulary.equals(b.settings().vocabulary())) {
            throw new IllegalStateException(
                    "A and B must have the same vocabulary, or their characters are not the same: "
                            + first + " has " + vocabulary.name() + ", " + second + " has "
                            + b.settings().vocabulary().name());
        }
        byte[] ids = vocabulary.encode(read()).ids();
        if (ids.length < 2) {
            throw new ParameterException(spec.commandLine(), "--text must have at least 2 characters: " + ids.length);
        }
        try (var engine = TopologySettings.engine(configuration)) {
            print(compared(first, a, ids, engine), compared(second, b, ids, engine), ids.length - 1);
        }
        return ExitCode.OK;
    }

    private static boolean isFile(String name) {
        return name.endsWith(".safetensors");
    }

    private Checkpoint checkpoint(Configuration configuration, String name) throws IOException {
        if (isFile(name)) {
            return SavedModel.read(Path.of(name), configuration);
        }
        int at = name.indexOf('@');
        String model = at < 0 ? name : name.substring(0, at);
        var choice = new ModelCommand.Choice(model.isEmpty() ? null : model, at < 0 ? null : step(name, at + 1));
        var topic = new CheckpointTopic(configuration);
        return Checkpoint.fromBytes(topic.file(choice.in(configuration, topic)));
    }

    private long step(String name, int from) {
        String step = name.substring(from);
        if (!step.matches("[0-9]{1,18}")) {
            throw new ParameterException(
                    spec.commandLine(), "a step must follow the @, a whole number from 0: " + name);
        }
        return Long.parseLong(step);
    }

    private String read() throws IOException {
        return text.toString().equals("-") ? CorpusSource.read(CorpusSource.standardInput()) : CorpusSource.read(text);
    }

    private static Compared compared(String name, Checkpoint checkpoint, byte[] ids, Engine engine) {
        var weights = checkpoint.weights();
        double bits = StrictMath.log(Perplexity.of(engine, weights, ids)) / StrictMath.log(2);
        return new Compared(name, checkpoint, bits);
    }

    private void print(Compared a, Compared b, int characters) {
        double difference = b.bitsPerCharacter() - a.bitsPerCharacter();
        var object = JsonNodeFactory.instance.objectNode().put("characters", characters);
        object.set("a", json(a));
        object.set("b", json(b));
        object.put("difference", difference);
        output.print(
                object,
                String.join(
                        System.lineSeparator(),
                        row("", "MODEL", "STEP", "LEARNED", "BITS/CHARACTER"),
                        row("A", a),
                        row("B", b),
                        String.format(
                                Locale.ROOT,
                                "B takes %.4f bits per character %s than A over %,d characters",
                                Math.abs(difference),
                                difference <= 0 ? "less" : "more",
                                characters)));
    }

    private static String row(String which, Compared compared) {
        return row(
                which,
                compared.name(),
                compared.checkpoint().step(),
                compared.checkpoint().characters(),
                bits(compared));
    }

    private static String row(Object... columns) {
        return "%-3s %-24s %10s %14s %16s".formatted(columns);
    }

    private static String bits(Compared compared) {
        return String.format(Locale.ROOT, "%.4f", compared.bitsPerCharacter());
    }

    private static ObjectNode json(Compared compared) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", compared.name())
                .put("step", compared.checkpoint().step())
                .put("learned", compared.checkpoint().characters())
                .put("bitsPerCharacter", compared.bitsPerCharacter());
    }
}
