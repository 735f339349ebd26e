package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.bench.writing.WritingBench;
import io.inkstream.cli.prompt.SamplingArguments;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import io.inkstream.streams.TopologySettings;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "writing",
        description = {
            "Train on a text and measure the model's samples at several ages, compared with held-out text.",
            "WORDS is the share of words that occur in the training text. BITS is the cost of the samples per"
                    + " byte under an independent counting model of the same text. COPIED is the share of characters in"
                    + " stretches of 32 or more that occur in the training text, LONGEST the longest such stretch."
                    + " DISTINCT is the number of different character 5-grams, as a share of all."
        },
        mixinStandardHelpOptions = true,
        modelTransformer = SamplingArguments.class)
final class WritingBenchCommand implements Callable<Integer>, SamplingArguments.Taker {

    private final Map<SamplingOption, Number> sampling = SamplingArguments.none();

    @Spec
    private CommandSpec spec;

    @Mixin
    private TextOptions corpus;

    @Mixin
    private ProfileOptions profile;

    @Option(
            names = "--at",
            paramLabel = "N",
            split = ",",
            defaultValue = "100000,500000,1000000",
            description = "Characters learned when the model writes, rising (default: ${DEFAULT-VALUE}).")
    private List<Long> ages;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "20",
            description = "Texts per age, with the seeds 1, 2, ... (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "500",
            description = "Characters per text (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "0",
            description = "Print the first N texts of each age.")
    private int show;

    @Option(names = "--json", description = "Print a JSON object for each age, and one for the held-out text.")
    private boolean json;

    @Override
    public Map<SamplingOption, Number> sampling() {
        return sampling;
    }

    @Override
    public Integer call() throws IOException {
        var configuration = profile.configuration();
        var plan = plan();
        String text = corpus.text();
        if (!json) {
            print("%12s %7s %7s %7s %8s %9s%n", "CHARACTERS", "WORDS", "BITS", "COPIED", "LONGEST", "DISTINCT");
        }
        try (var engine = TopologySettings.engine(configuration);
                var progress = Progress.of("bench writing", ages.get(ages.size() - 1), " characters")) {
            var real = WritingBench.run(
                    text,
                    plan,
                    RecordedSettings.of(configuration),
                    engine,
                    age -> print(configuration.string(Keys.PROFILE), age),
                    progress::stepBy);
            print(configuration.string(Keys.PROFILE), "held out", real, List.of());
        }
        return ExitCode.OK;
    }

    private WritingBench.Plan plan() {
        try {
            var sampling = Sampling.usual();
            for (var given : this.sampling.entrySet()) {
                sampling = sampling.with(given.getKey().name(), given.getValue());
            }
            return new WritingBench.Plan(ages, samples, length, sampling);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void print(String profileName, WritingBench.Age age) {
        String characters = String.format(Locale.ROOT, json ? "%d" : "%,d", age.characters());
        print(
                profileName,
                characters,
                age.written(),
                age.samples().subList(0, Math.min(show, age.samples().size())));
    }

    private void print(String profileName, String of, WritingBench.Measure measure, List<String> texts) {
        if (json) {
            var object = object(profileName, of, measure);
            object.set("samples", new ObjectMapper().valueToTree(texts));
            print("%s%n", object);
            return;
        }
        print(
                "%12s %7.3f %7.3f %7.3f %8d %9.3f%n",
                of,
                measure.knownWords(),
                measure.bits(),
                measure.copied(),
                measure.longestCopied(),
                measure.distinct());
        texts.forEach(text -> print("%n%s%n%n", text));
    }

    private ObjectNode object(String profileName, String of, WritingBench.Measure measure) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("corpus", corpus.name())
                .put("profile", profileName)
                .put("characters", of)
                .put("knownWords", measure.knownWords())
                .put("bits", measure.bits())
                .put("copied", measure.copied())
                .put("longestCopied", measure.longestCopied())
                .put("distinct", measure.distinct());
    }

    private void print(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format, values);
        spec.commandLine().getOut().flush();
    }
}
