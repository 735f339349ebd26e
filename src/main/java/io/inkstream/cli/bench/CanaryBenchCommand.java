package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.bench.canaries.CanaryBench;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.config.Profile;
import io.inkstream.streams.TopologySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "canaries",
        description = {
            "Measure how much a profile memorises: insert secrets into a text, train on it, and forget them"
                    + " again.",
            "A secret is a separate line, \"the code of NAME is CODE\", with a code of four letters from a to"
                    + " j. Some are inserted once, some 2, 4 and 8 times, some never. EXPOSURE (Carlini et al. 2019, \"The"
                    + " Secret Sharer\") is log2 of the 10,000 codes minus log2 of the rank of the right one, by the"
                    + " probabilities of the model after \"the code of NAME is \": 13.3 bits if the model ranks it first,"
                    + " 1.4 on average if it knows nothing. GIVEN AWAY counts those ranked first.",
            "Exit code 1 if the model after forgetting is not, bit for bit, one that never read them."
        },
        mixinStandardHelpOptions = true)
final class CanaryBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TextOptions corpus;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A profile; may be given several times (default: all).")
    private List<String> profiles =
            Stream.of(Profile.values()).map(Profile::toString).toList();

    @Option(
            names = "--canaries",
            paramLabel = "N",
            defaultValue = "20",
            description = "Secrets for each number of times (default: ${DEFAULT-VALUE}).")
    private int canaries;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the secrets and their places (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this properties file.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print a JSON object for each profile instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        String text = corpus.text();
        if (!json) {
            print("%-13s %5s %27s %27s%n", "", "", "TOLD", "FORGOT");
            print(
                    "%-13s %5s %16s %10s %16s %10s%n",
                    "PROFILE", "TIMES", "EXPOSURE", "GIVEN AWAY", "EXPOSURE", "GIVEN AWAY");
        }
        boolean isForgotten = true;
        try (var progress = Progress.of("bench canaries", 3L * profiles.size() * text.length(), " characters")) {
            for (String profile : profiles) {
                var configuration = configuration(profile);
                CanaryBench.Result result;
                try (var engine = TopologySettings.engine(configuration)) {
                    result = CanaryBench.run(
                            text, canaries, seed, TopologySettings.trainer(configuration), engine, progress::stepBy);
                }
                print(profile, result);
                isForgotten &= result.digests().isForgotten();
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        return isForgotten ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Configuration configuration(String profile) {
        var all = new LinkedHashMap<>(settings);
        all.put(Keys.PROFILE, profile);
        return Configuration.load(all, System.getenv(), Optional.ofNullable(file));
    }

    private void print(String profile, CanaryBench.Result result) {
        if (json) {
            print("%s%n", object(profile, result));
            return;
        }
        for (var row : result.rows()) {
            print("%-13s %5d", profile, row.times());
            for (var spread : List.of(row.told(), row.forgot())) {
                print(
                        " %4.1f (%4.1f–%4.1f) %10s",
                        spread.mean(), spread.least(), spread.most(), spread.givenAway() + " of " + row.canaries());
            }
            print("%n");
        }
        print(
                "%-13s that forgot %,d records of %,d characters: sha256=%s, %s%n",
                profile,
                result.inserted(),
                result.characters(),
                result.digests().forgot(),
                result.digests().isForgotten()
                        ? "that of the model that never read them"
                        : "not that of the model that never read them: "
                                + result.digests().never());
    }

    private ObjectNode object(String profile, CanaryBench.Result result) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("corpus", corpus.name())
                .put("profile", profile)
                .put("characters", result.characters())
                .put("inserted", result.inserted())
                .put("secrets", CanaryBench.secrets());
        var rows = object.putArray("rows");
        for (var row : result.rows()) {
            var each = rows.addObject().put("times", row.times()).put("canaries", row.canaries());
            put(each.putObject("told"), row.told());
            put(each.putObject("forgot"), row.forgot());
        }
        object.putObject("sha256")
                .put("told", result.digests().told())
                .put("forgot", result.digests().forgot())
                .put("never", result.digests().never());
        return object;
    }

    private static void put(ObjectNode object, CanaryBench.Spread spread) {
        object.put("exposure", spread.mean())
                .put("least", spread.least())
                .put("most", spread.most())
                .put("givenAway", spread.givenAway());
    }

    private void print(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format, values);
        spec.commandLine().getOut().flush();
    }
}
