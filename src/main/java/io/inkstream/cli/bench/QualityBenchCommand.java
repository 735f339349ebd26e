package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.adaptation.AdaptationBench;
import io.inkstream.bench.adaptation.SessionTexts;
import io.inkstream.bench.quality.Drift;
import io.inkstream.bench.quality.OnePass;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import io.inkstream.streams.TopologySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "quality",
        description = {
            "Measure the bits per character of a text in one pass.",
            "Each character is predicted before the model trains on it, from the first one on: the result is"
                    + " the code length for a decoder that trains alongside. validation.characters is 0; with"
                    + " vocabulary=bytes a character is a byte."
        },
        mixinStandardHelpOptions = true)
final class QualityBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TextOptions corpus;

    @Mixin
    private ProfileOptions profile;

    @Option(
            names = "--then",
            paramLabel = "FILE",
            description = {
                "A second text that follows the first: also print after how many of its characters they cost at most"
                        + " a tenth more than for a model that learned only the second."
            })
    private Path then;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "2500",
            description = "With --then: characters per comparison (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(
            names = "--sessions",
            paramLabel = "speakers|blocks",
            description = {
                "Learn the text's beginning and have sessions read the rest, as they are and with session.adapt: also"
                        + " print what that saves and takes.",
                "A session for each speaker (blocks that begin with a name and a colon), or for each block between"
                        + " blank lines."
            })
    private SessionTexts.By sessions;

    @Option(
            names = "--learn",
            paramLabel = "N",
            defaultValue = "700000",
            description = "With --sessions: characters to learn (default: ${DEFAULT-VALUE}).")
    private int learn;

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        var configuration = profile.configuration();
        String text = corpus.text();
        if (sessions != null) {
            readInSessions(configuration, text);
            return ExitCode.OK;
        }
        if (then != null) {
            print(drift(configuration, text, corpus.read(then)));
            return ExitCode.OK;
        }
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        var learner = RecordedSettings.of(configuration);
        OnePass.Result result;
        try (var engine = TopologySettings.engine(configuration);
                var progress = Progress.of("bench quality", text.length(), " characters")) {
            result = OnePass.over(text, learner, engine, System::nanoTime, progress::stepBy);
        }
        print(configuration.string(Keys.PROFILE), bytes, result);
        return ExitCode.OK;
    }

    private void readInSessions(Configuration configuration, String text) {
        var texts = texts(text);
        long prompts = texts.sessions().values().stream().mapToLong(List::size).sum();
        AdaptationBench.Result result;
        try (var engine = TopologySettings.engine(configuration);
                var progress = Progress.of("bench quality", prompts, " prompts")) {
            result = AdaptationBench.run(
                    texts, RecordedSettings.of(configuration), engine, System::nanoTime, progress::stepBy);
        }
        var shown = new AdaptationText(spec.commandLine().getOut(), corpus.name(), configuration.string(Keys.PROFILE));
        if (json) {
            shown.json(result);
        } else {
            shown.table(result);
        }
    }

    private SessionTexts texts(String text) {
        try {
            return SessionTexts.of(text, learn, sessions);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--learn: " + e.getMessage());
        }
    }

    private Drift.Result drift(Configuration configuration, String text, String next) {
        if (every < 1) {
            throw new ParameterException(spec.commandLine(), "--every must be at least 1: " + every);
        }
        try (var engine = TopologySettings.engine(configuration);
                var progress = Progress.of("bench quality", text.length() + 2L * next.length(), " characters")) {
            return Drift.of(
                    text, next, every, RecordedSettings.of(configuration), engine, System::nanoTime, progress::stepBy);
        }
    }

    private void print(Drift.Result result) {
        var out = spec.commandLine().getOut();
        if (json) {
            var object = JsonNodeFactory.instance
                    .objectNode()
                    .put("corpus", corpus.name())
                    .put("then", then.getFileName().toString())
                    .put("end", result.end());
            result.nearSame().ifPresent(characters -> object.put("nearSame", characters));
            result.nearEnd().ifPresent(characters -> object.put("nearEnd", characters));
            var blocks = object.putArray("blocks");
            result.blocks()
                    .forEach(block -> blocks.addArray()
                            .add(block.characters())
                            .add(block.drifted())
                            .add(block.fresh()));
            out.println(object);
        } else {
            out.printf("%14s %10s %10s%n", "CHARACTERS", "DRIFTED", "ALONE");
            for (int i = 0; i < result.blocks().size(); i += 1 + i / 5) {
                var block = result.blocks().get(i);
                out.printf(Locale.ROOT, "%,14d %10.3f %10.3f%n", block.characters(), block.drifted(), block.fresh());
            }
            out.printf(
                    "within 10 %% of the other at the same place from %s on; within 10 %% of what the other comes to (%s) after %s%n",
                    characters(result.nearSame()),
                    String.format(Locale.ROOT, "%.3f", result.end()),
                    characters(result.nearEnd()));
        }
        out.flush();
    }

    private static String characters(OptionalLong characters) {
        return characters.isEmpty() ? "no place" : String.format(Locale.ROOT, "%,d characters", characters.getAsLong());
    }

    private void print(String profileName, long bytes, OnePass.Result result) {
        var out = spec.commandLine().getOut();
        if (json) {
            var curve = JsonNodeFactory.instance.arrayNode();
            result.curve()
                    .forEach(point -> curve.addArray().add(point.characters()).add(point.bitsPerCharacter()));
            var object = JsonNodeFactory.instance
                    .objectNode()
                    .put("corpus", corpus.name())
                    .put("bytes", bytes)
                    .put("profile", profileName)
                    .put("bitsPerCharacter", result.bitsPerCharacter())
                    .put("charsPerSecond", result.charactersPerSecond())
                    .put("sha256", result.sha256());
            object.set("curve", curve);
            out.println(object);
        } else {
            out.printf(Locale.ROOT, "%14s %16s%n", "CHARACTERS", "BITS/CHARACTER");
            for (int i = 4; i < result.curve().size(); i += 5) {
                var point = result.curve().get(i);
                out.printf(Locale.ROOT, "%,14d %16.4f%n", point.characters(), point.bitsPerCharacter());
            }
            out.printf(
                    Locale.ROOT,
                    "%s, profile %s: %.4f bits per character over %,d characters (%,d bytes), %,.0f characters/s, sha256=%s%n",
                    corpus.name(),
                    profileName,
                    result.bitsPerCharacter(),
                    result.characters(),
                    bytes,
                    result.charactersPerSecond(),
                    result.sha256());
        }
        out.flush();
    }
}
