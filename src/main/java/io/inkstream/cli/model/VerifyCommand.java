package io.inkstream.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.SettingsMap;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Fingerprint;
import io.inkstream.model.Parameters;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.streams.TopologySettings;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.OrderedText;
import io.inkstream.train.forget.Omissions;
import io.inkstream.train.forget.TextGoneException;
import io.inkstream.train.verify.Replay;
import io.inkstream.train.verify.Verification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Retrain on the text between two checkpoints and compare the digests on the way.",
            "With corpus.scores=true, also compare the records of corpus-scores and corpus-alerts.",
            "Exit code 0: equal; 1: different or undetermined, with position and reason."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Option(names = "--model", paramLabel = "NAME", description = "The model (default: the key model).")
    private String model;

    @Option(
            names = "--from",
            paramLabel = "STEP",
            description = "First step, a kept checkpoint; 0: the beginning of the model (default: the oldest kept).")
    private Long from;

    @Option(names = "--to", paramLabel = "STEP", description = "Last step (default: the newest).")
    private Long to;

    @Override
    public Integer call() {
        var configuration = connection.reached();
        var topic = new CheckpointTopic(configuration);
        String name = model == null ? configuration.string(Keys.MODEL) : model;
        var manifests = new TreeMap<Long, CheckpointManifest>();
        topic.manifests().stream()
                .filter(manifest -> manifest.getModel().equals(name))
                .forEach(manifest -> manifests.put(manifest.getStep(), manifest));
        var end = wanted(manifests, name, to == null && !manifests.isEmpty() ? manifests.lastKey() : to);
        if (end.getLearned().isEmpty()) {
            throw new IllegalStateException("model " + name + " was imported: its training text is not here");
        }
        long begin = from != null ? from : manifests.firstKey() < end.getStep() ? manifests.firstKey() : 0;
        if (begin >= end.getStep()) {
            throw new IllegalStateException(
                    "--from must be before --to, or before the newest: " + begin + " and " + end.getStep());
        }
        var start = begin == 0 ? end : wanted(manifests, name, begin);
        var checkpoint = Checkpoint.fromBytes(topic.file(start));
        var between = manifests.subMap(begin, false, end.getStep(), true).values().stream()
                .toList();
        // The engine that learned, whichever is configured here.
        String learnedBy = end.getFingerprint().getOrDefault("engine", configuration.string(Keys.ENGINE));
        try (var engine = Engine.named(learnedBy, configuration.integer(Keys.THREADS))) {
            requireComparable(between, start, Fingerprint.of(engine, checkpoint.settings()));
            var replay = begin == 0
                    ? Replay.fromTheBeginning(checkpoint, given(configuration, topic, manifests, checkpoint), engine)
                    : Replay.from(checkpoint, engine);
            var last = start == end ? checkpoint : Checkpoint.fromBytes(topic.file(end));
            try (var told = ToldTopics.of(
                    configuration,
                    checkpoint,
                    last,
                    begin,
                    Omissions.of(end.getForgotten()).lastReplacedStep())) {
                var outcome = run(configuration, begin, replay, end, between, told);
                return say(name, begin, end, outcome, told.report());
            }
        } catch (TextGoneException e) {
            throw new IllegalStateException(e.getMessage() + "; verify from a newer checkpoint (--from)", e);
        }
    }

    private static CheckpointManifest wanted(TreeMap<Long, CheckpointManifest> manifests, String model, Long step) {
        var found = step == null ? null : manifests.get(step);
        if (found == null) {
            throw new IllegalStateException("there is no checkpoint of model " + model
                    + (step == null ? "" : " at step " + step) + " on the topic; those that are kept: "
                    + manifests.keySet());
        }
        return found;
    }

    /** Equal text gives equal digests only under equal settings and equal arithmetic. */
    private static void requireComparable(
            List<CheckpointManifest> between, CheckpointManifest start, Map<String, String> here) {
        for (var manifest : between) {
            if (!SettingsMap.areSame(manifest.getConfiguration(), start.getConfiguration())) {
                throw new IllegalStateException("settings changed before step " + manifest.getStep()
                        + ", so its digest cannot follow from the checkpoint of step " + start.getStep()
                        + "; verify up to a step before it, or from one after it. Was "
                        + new TreeMap<>(start.getConfiguration()) + ", is "
                        + new TreeMap<>(manifest.getConfiguration()));
            }
            if (!manifest.getFingerprint().equals(here)) {
                throw new IllegalStateException("step " + manifest.getStep() + " was trained with other arithmetic than"
                        + " this machine's, so equal digests cannot be expected here: "
                        + new TreeMap<>(manifest.getFingerprint()) + " there, " + here
                        + " here; verify on a machine of the same kind");
            }
        }
    }

    /** What a model was given to begin with: the checkpoint of step 0, or the file that the configuration names. */
    private static Optional<Parameters> given(
            Configuration configuration,
            CheckpointTopic topic,
            TreeMap<Long, CheckpointManifest> manifests,
            Checkpoint later) {
        var first = manifests.get(0L);
        return first == null
                ? TopologySettings.initialWeights(configuration, later.settings())
                : Optional.of(Checkpoint.fromBytes(topic.file(first)).weights());
    }

    private static Verification.Outcome run(
            Configuration configuration,
            long begin,
            Replay replay,
            CheckpointManifest end,
            List<CheckpointManifest> between,
            ToldTopics told) {
        int partition = end.getLearned().get(0).getPartition();
        var expected = new TreeMap<Long, String>();
        between.forEach(manifest -> expected.put(manifest.getStep(), manifest.getSha256()));
        try (var text = new OrderedText(configuration, end.getModel(), partition, replay.offset());
                var progress = Progress.of("verify", end.getStep() - begin, " steps")) {
            return Verification.run(
                    replay,
                    Omissions.of(end.getForgotten()).leaveOut(text),
                    expected,
                    told.told(),
                    () -> progress.stepBy(1));
        }
    }

    private int say(
            String model, long begin, CheckpointManifest end, Verification.Outcome outcome, ToldTopics.Report told) {
        var object = JsonNodeFactory.instance.objectNode().put("model", model).put("from", begin);
        object.put("to", end.getStep());
        told.addTo(object);
        if (outcome instanceof Verification.Verified verified) {
            String word = told.agrees() ? "verified" : "scores differ";
            output.print(
                    object.put("outcome", word)
                            .put("checkpoints", verified.checkpoints())
                            .put("characters", verified.characters())
                            .put("sha256", end.getSha256()),
                    "%s model=%s from=%d to=%d checkpoints=%d characters=%d sha256=%s%s"
                            .formatted(
                                    word,
                                    model,
                                    begin,
                                    end.getStep(),
                                    verified.checkpoints(),
                                    verified.characters(),
                                    end.getSha256(),
                                    told.text()));
            return told.agrees() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
        if (outcome instanceof Verification.Differs differs) {
            output.print(
                    object.put("outcome", "differs")
                            .put("step", differs.step())
                            .put("expected", differs.expected())
                            .put("found", differs.found()),
                    "differs model=%s step=%d expected=%s found=%s%s"
                            .formatted(model, differs.step(), differs.expected(), differs.found(), told.text()));
        } else if (outcome instanceof Verification.TextEnds ends) {
            output.print(
                    object.put("outcome", "text ends").put("step", ends.step()),
                    "text ends model=%s step=%d wanted=%d%s".formatted(model, ends.step(), end.getStep(), told.text()));
        }
        return ExitCode.SOFTWARE;
    }
}
