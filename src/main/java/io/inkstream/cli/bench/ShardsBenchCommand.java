package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.bench.shards.Scaling;
import io.inkstream.bench.shards.SharedPass;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.RoundSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "shards",
        description = {
            "Measure the gain and cost of model.shards: many learners that share a text in rounds.",
            "For each number of shards: HELD OUT is the cost of the end of the text afterwards, in bits per"
                    + " character; GAIN is the share of what one learner gains by reading all of the text instead of one"
                    + " shard's share. Everything runs in one process on one thread; the second table estimates, from the"
                    + " measured times, the speed of one instance per shard, each with its own core."
        },
        mixinStandardHelpOptions = true)
final class ShardsBenchCommand implements Callable<Integer> {

    private static final int MIB = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TextOptions corpus;

    @Mixin
    private ProfileOptions profile;

    @Option(
            names = "--shards",
            paramLabel = "N",
            split = ",",
            defaultValue = "2,4",
            description = "Numbers of shards to measure (default: ${DEFAULT-VALUE}).")
    private List<Integer> shards;

    @Option(
            names = "--held-out",
            paramLabel = "N",
            defaultValue = "60000",
            description = "Characters at the end of the text that are not learned (default: ${DEFAULT-VALUE}).")
    private int heldOut;

    @Option(
            names = "--up-to",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most shards that are simulated (default: ${DEFAULT-VALUE}).")
    private int upTo;

    @Option(
            names = "--mbit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Megabits per second that the simulated broker handles in each direction (default:"
                    + " ${DEFAULT-VALUE}).")
    private double megabits;

    @Option(
            names = "--commit-ms",
            paramLabel = "N",
            defaultValue = "300",
            description = "Milliseconds of transactions in a simulated round (default: ${DEFAULT-VALUE}).")
    private double commitMillis;

    @Option(names = "--json", description = "One JSON object instead of tables.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (heldOut < 2 || upTo < 1 || shards.stream().anyMatch(count -> count < 2)) {
            throw new ParameterException(
                    spec.commandLine(), "--shards must be 2 or more, --held-out 2 or more, --up-to 1 or more");
        }
        var configuration = profile.configuration();
        var settings = RecordedSettings.of(configuration);
        int windows = configuration.integer(Keys.ROUND_WINDOWS);
        byte[] ids = settings.vocabulary().encode(corpus.text()).ids();
        byte[] end = Arrays.copyOfRange(ids, Math.max(0, ids.length - heldOut), ids.length);
        byte[] text = Arrays.copyOf(ids, Math.max(0, ids.length - heldOut));
        int most = shards.stream().mapToInt(count -> count).max().orElseThrow();
        long round = most * windows * settings.window().characters();
        long characters = (text.length - 1) / round * round;
        if (characters < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--corpus must have " + (round + heldOut + 1) + " characters or more, a round of " + most
                            + " shards and what is held out: " + ids.length);
        }
        var results = new TreeMap<Integer, SharedPass.Result>();
        var alone = new TreeMap<Integer, SharedPass.Result>();
        long work = characters * (1 + shards.size())
                + shards.stream().mapToLong(count -> characters / count).sum();
        try (var engine = Engine.named(configuration.string(Keys.ENGINE), 1);
                var progress = Progress.of("bench shards", work, " characters")) {
            alone.put(1, pass(text, characters, end, settings, 1, windows, engine, progress));
            for (int count : shards) {
                alone.put(count, pass(text, characters / count, end, settings, 1, windows, engine, progress));
                results.put(count, pass(text, characters, end, settings, count, windows, engine, progress));
            }
        }
        var last = results.lastEntry().getValue();
        var scaling = new Scaling(
                last.costs(),
                last.shards(),
                windows * settings.window().characters(),
                megabits * 1e6 / Byte.SIZE,
                commitMillis / 1e3);
        print(alone, results, scaling.upTo(upTo, settings.seed()));
        return ExitCode.OK;
    }

    private static SharedPass.Result pass(
            byte[] text,
            long characters,
            byte[] end,
            LearnerSettings of,
            int count,
            int windows,
            Engine engine,
            Progress progress) {
        var settings = new LearnerSettings(
                of.vocabulary(),
                of.network(),
                of.window(),
                of.optimizer(),
                of.mixture(),
                of.seed(),
                new RoundSettings(count, windows));
        return SharedPass.over(text, characters, end, settings, engine, System::nanoTime, progress::stepBy);
    }

    private void print(
            TreeMap<Integer, SharedPass.Result> alone,
            TreeMap<Integer, SharedPass.Result> results,
            List<Scaling.Row> rows) {
        if (json) {
            spec.commandLine().getOut().println(object(alone, results, rows));
            return;
        }
        var out = spec.commandLine().getOut();
        out.printf(
                "%8s %12s %10s %8s %10s %10s %10s %10s%n",
                "SHARDS", "CHARACTERS", "HELD OUT", "GAIN", "PART s", "COUNT s", "COMBINE s", "PART MiB");
        alone.forEach((count, result) -> print(result, Double.NaN));
        results.forEach((count, result) -> print(result, gain(alone, count, result)));
        out.printf("%n%8s %14s %10s%n", "SHARDS", "CHARACTERS/S", "WAITING");
        rows.forEach(row -> out.printf(
                Locale.ROOT, "%8d %,14.0f %9.0f%%%n", row.shards(), row.charactersPerSecond(), 100 * row.waiting()));
        out.flush();
    }

    private void print(SharedPass.Result result, double gain) {
        var costs = result.costs();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%8d %,12d %10.4f %8s %10.2f %10.2f %10.2f %10.1f%n",
                        result.shards(),
                        result.characters(),
                        result.heldOut(),
                        Double.isNaN(gain) ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * gain),
                        mean(costs.part()),
                        costs.counting(),
                        costs.combining(),
                        (double) costs.bytesOfPart() / MIB);
    }

    private static double mean(List<Double> seconds) {
        return seconds.stream().mapToDouble(each -> each).average().orElseThrow();
    }

    private static double gain(TreeMap<Integer, SharedPass.Result> alone, int count, SharedPass.Result result) {
        double all = alone.get(1).heldOut();
        double share = alone.get(count).heldOut();
        return (share - result.heldOut()) / (share - all);
    }

    private ObjectNode object(
            TreeMap<Integer, SharedPass.Result> alone,
            TreeMap<Integer, SharedPass.Result> results,
            List<Scaling.Row> rows) {
        var object = JsonNodeFactory.instance.objectNode().put("corpus", corpus.name());
        var measured = object.putArray("measured");
        alone.values().forEach(result -> measured.add(object(result)));
        results.forEach((count, result) -> measured.add(object(result).put("gain", gain(alone, count, result))));
        var simulated = object.putArray("simulated");
        rows.forEach(row -> simulated.add(JsonNodeFactory.instance
                .objectNode()
                .put("shards", row.shards())
                .put("charsPerSecond", row.charactersPerSecond())
                .put("waiting", row.waiting())));
        return object;
    }

    private static ObjectNode object(SharedPass.Result result) {
        var costs = result.costs();
        return JsonNodeFactory.instance
                .objectNode()
                .put("shards", result.shards())
                .put("characters", result.characters())
                .put("heldOut", result.heldOut())
                .put("partSeconds", mean(costs.part()))
                .put("countingSeconds", costs.counting())
                .put("combiningSeconds", costs.combining())
                .put("partBytes", costs.bytesOfPart())
                .put("modelBytes", costs.bytesOfModel());
    }
}
