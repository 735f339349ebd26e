package io.inkstream.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.endurance.Endurance;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.CorpusSource;
import io.inkstream.runtime.Keys;
import io.inkstream.runtime.TopologySettings;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "endurance",
        description = {
            "Learn a text over and over, and measure held-out text each time the model's age has doubled.",
            "In bits per character: ON LINE is what the text cost to learn since the age before. Of five"
                    + " held-out texts: FIRST 100 characters from a zero state, FROM ZERO the next 900, WARM the"
                    + " same 900 after 5,000 others. The worst since the age before: WORST 100 is the costliest 100"
                    + " characters, ZERO/WARM the largest ratio, CELL the largest cell value. WEIGHT is the largest"
                    + " weight."
        },
        mixinStandardHelpOptions = true)
final class EnduranceBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--corpus", required = true, paramLabel = "FILE", description = "The text.")
    private Path corpus;

    @Option(
            names = "--characters",
            paramLabel = "N",
            defaultValue = "50000000",
            description = "Characters to learn (default: ${DEFAULT-VALUE}).")
    private long characters;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "500000",
            description = "Characters between measurements of the held-out texts (default: ${DEFAULT-VALUE}).")
    private long every;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N characters of the text.")
    private Integer limit;

    @Option(names = "--profile", paramLabel = "NAME", description = "The profile (default: stream).")
    private String profile;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this properties file.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print a JSON object for each age instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (profile != null) {
            settings.put(Keys.PROFILE, profile);
        }
        var configuration = Configuration.load(settings, System.getenv(), Optional.ofNullable(file));
        String text = read();
        if (!json) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%12s %8s %9s %9s %9s %9s %10s %10s %10s%n",
                            "CHARACTERS",
                            "ON LINE",
                            "FIRST 100",
                            "FROM ZERO",
                            "WARM",
                            "WORST 100",
                            "ZERO/WARM",
                            "WEIGHT",
                            "CELL");
            spec.commandLine().getOut().flush();
        }
        try (var engine = TopologySettings.engine(configuration);
                var progress = Progress.of("bench endurance", characters, " characters")) {
            Endurance.run(
                    text,
                    characters,
                    every,
                    TopologySettings.learner(configuration),
                    engine,
                    age -> print(configuration.string(Keys.PROFILE), age),
                    progress::stepBy);
        }
        return ExitCode.OK;
    }

    private String read() throws IOException {
        var text = new StringWriter();
        try (var reader = CorpusSource.open(corpus)) {
            reader.transferTo(text);
        }
        String whole = text.toString();
        return limit == null ? whole : whole.substring(0, Math.min(limit, whole.length()));
    }

    private void print(String profileName, Endurance.Age age) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonNodeFactory.instance
                    .objectNode()
                    .put("corpus", corpus.getFileName().toString())
                    .put("profile", profileName)
                    .put("characters", age.characters())
                    .put("steps", age.steps())
                    .put("onLine", age.onLine())
                    .put("beginning", age.beginning())
                    .put("fromZero", age.fromZero())
                    .put("warm", age.warm())
                    .put("looks", age.looks())
                    .put("worst", age.worst())
                    .put("largestRatio", age.largestRatio())
                    .put("largestWeight", age.largestWeight())
                    .put("largestCell", age.largestCell()));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%,12d %8.3f %9.3f %9.3f %9.3f %9.3f %10.3f %10.1f %10.1f%n",
                    age.characters(),
                    age.onLine(),
                    age.beginning(),
                    age.fromZero(),
                    age.warm(),
                    age.worst(),
                    age.largestRatio(),
                    age.largestWeight(),
                    age.largestCell());
        }
        out.flush();
    }
}
