package io.inkstream.cli.model;

import io.inkstream.cli.terminal.Confirmation;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.schema.ForgetRange;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.forget.Criteria;
import io.inkstream.topics.forget.ForgetRequests;
import io.inkstream.topics.forget.Place;
import io.inkstream.topics.forget.TextRecord;
import io.inkstream.topics.forget.TextRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "forget",
        description = {
            "Remove text from a model: retrain it without that text, from a checkpoint before it.",
            "The result is, bit for bit, a model that never read the text. The trainer continues meanwhile.",
            "Select records by position, key, content or time; several options are combined with and."
        },
        mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Option(names = "--model", paramLabel = "NAME", description = "The model (default: the key model).")
    private String model;

    @Option(
            names = "--offsets",
            paramLabel = "PLACE",
            description = "Records at these offsets, inclusive: corpus-in-0@4711..4720; repeatable.")
    private List<String> offsets = List.of();

    @Option(names = "--key", paramLabel = "KEY", description = "Records with this key on corpus-in.")
    private String key;

    @Option(names = "--match", paramLabel = "REGEX", description = "Records whose text contains this expression.")
    private String match;

    @Option(names = "--after", paramLabel = "TIME", description = "Records from this time on: 2026-01-31T00:00:00Z.")
    private Instant after;

    @Option(names = "--before", paramLabel = "TIME", description = "Records before this time.")
    private Instant before;

    @Option(names = "--dry-run", description = "Show the records and the cost without changing anything.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--prove",
            paramLabel = "FILE",
            description = "Write a certificate of the request and the result, with both digests, as JSON.")
    private Path proof;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var criteria = criteria();
        if (proof != null) {
            SavedModel.requirePlace(proof);
        }
        var configuration = connection.reached();
        String name = model == null ? configuration.string(Keys.MODEL) : model;
        var found = new ArrayList<TextRecord>();
        int partition = TextRecords.read(configuration, name, record -> {
            if (criteria.hold(record)) {
                found.add(record);
            }
        });
        if (found.isEmpty()) {
            throw new IllegalStateException("no record of model " + name + " on corpus-ordered is " + named(criteria)
                    + "; text removed by retention cannot be found");
        }
        var places = new TreeSet<Long>();
        found.forEach(record -> places.addAll(record.offsets()));
        var cost = ForgetCost.of(configuration, name, partition, places.first());
        if (dryRun) {
            found.forEach(record -> output.print(ForgottenText.json(record), ForgottenText.line(record)));
        }
        spec.commandLine().getErr().println(cost.sentence(found.size(), ForgottenText.characters(found)));
        if (dryRun) {
            return ExitCode.OK;
        }
        if (!Confirmation.given(spec, yes, "Forget them?")) {
            return ExitCode.SOFTWARE;
        }
        var request = new ForgetRequest(
                UUID.randomUUID().toString(), name, partition, ranges(places), named(criteria), Instant.now());
        var certificate = forget(configuration, request, cost);
        if (proof != null) {
            Files.writeString(proof, certificate.json().toPrettyString() + System.lineSeparator());
        }
        output.print(certificate.json(), certificate.text());
        return ExitCode.OK;
    }

    private static List<ForgetRange> ranges(SortedSet<Long> places) {
        var ranges = ForgetRequests.ranges(places);
        if (ranges.size() > ForgetRequests.RANGES_MAX) {
            throw new IllegalStateException("the records are in " + ranges.size()
                    + " ranges, and a request can have "
                    + ForgetRequests.RANGES_MAX + "; name fewer, for example by --before and --after, and forget the"
                    + " others after them");
        }
        return ranges;
    }

    private Criteria criteria() {
        if (key != null && key.getBytes(StandardCharsets.UTF_8).length > Criteria.KEY_MAX_BYTES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--key must have at most " + Criteria.KEY_MAX_BYTES + " bytes; name the records by --offsets");
        }
        var criteria = new Criteria(
                offsets.stream().map(this::place).toList(),
                Optional.ofNullable(key),
                Optional.ofNullable(match).map(this::pattern),
                Optional.ofNullable(after),
                Optional.ofNullable(before));
        if (!criteria.areGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "one of --offsets, --key, --match, --after, --before must be given");
        }
        return criteria;
    }

    private Place place(String text) {
        try {
            return Place.of(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--offsets " + e.getMessage(), e);
        }
    }

    private Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(), "--match must be a regular expression: " + e.getMessage(), e);
        }
    }

    /** How they were named, without their text: an expression may be part of it. */
    private String named(Criteria criteria) {
        var parts = new ArrayList<String>();
        offsets.forEach(place -> parts.add("--offsets " + place));
        criteria.key().ifPresent(each -> parts.add("--key"));
        criteria.match().ifPresent(each -> parts.add("--match"));
        criteria.after().ifPresent(time -> parts.add("--after " + time));
        criteria.before().ifPresent(time -> parts.add("--before " + time));
        return String.join(" ", parts);
    }

    /** Asks for it, and waits for the first checkpoint without the text. */
    private ForgetCertificate forget(Configuration configuration, ForgetRequest request, ForgetCost cost)
            throws InterruptedException {
        var requests = new ForgetRequests(configuration);
        try (var outcomes = requests.outcomes()) {
            long offset = requests.send(request);
            spec.commandLine()
                    .getErr()
                    .println("Request " + request.getId()
                            + " is on model-requests; it will be completed even if this command ends");
            try (var progress = Progress.of("forget", -1, " s")) {
                long began = System.nanoTime();
                for (long shown = 0; ; ) {
                    var met = outcomes.met(request, offset, LOOK);
                    if (met.isPresent()) {
                        return ForgetCertificate.of(
                                request,
                                cost.newest(),
                                met.get(),
                                cost.base(),
                                Stream.concat(cost.kept().stream(), outcomes.published(request.getModel()).stream()),
                                new CheckpointTopic(configuration).manifests());
                    }
                    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
                    progress.stepBy(seconds - shown);
                    shown = seconds;
                }
            }
        }
    }
}
