package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.endurance.Endurance;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import io.inkstream.streams.TopologySettings;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "endurance",
        description = {
            "Train on a text over and over, and measure held-out text each time the model's age has doubled.",
            "In bits per character: ON LINE is the cost of the text since the previous age. Of five held-out"
                    + " texts: FIRST 100 characters from a zero state, FROM ZERO the next 900, WARM the same 900 after"
                    + " 5,000 others. The worst since the previous age: WORST 100 is the costliest 100 characters,"
                    + " ZERO/WARM the largest ratio, CELL the largest cell value. WEIGHT is the largest weight."
        },
        mixinStandardHelpOptions = true)
final class EnduranceBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TextOptions corpus;

    @Mixin
    private ProfileOptions profile;

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

    @Option(names = "--json", description = "Print a JSON object for each age instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        var configuration = profile.configuration();
        String text = corpus.text();
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
                    RecordedSettings.of(configuration),
                    engine,
                    age -> print(configuration.string(Keys.PROFILE), age),
                    progress::stepBy);
        }
        return ExitCode.OK;
    }

    private void print(String profileName, Endurance.Age age) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonNodeFactory.instance
                    .objectNode()
                    .put("corpus", corpus.name())
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
