package io.inkstream.bench.pipeline;

import io.inkstream.bench.stand.Stand;
import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.learn.Learner;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.WindowedBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The main class of a process that learns a text as a trainer does, with no Kafka, no checkpoints and no reports: a {@link Stand}. */
final class LearnerAlone implements Stand.Work {

    /** The argument that names the text; all others are settings. */
    static final String TEXT = "text";

    private final Learner learner;
    private final WindowedBatches windows;
    private final CyclicText text;

    private LearnerAlone(Learner learner, CyclicText text) {
        this.learner = learner;
        this.text = text;
        windows = learner.settings().window().batches();
    }

    /** @param arguments {@code text=FILE} and settings as {@code --set} takes them */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            given.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        var text = new CyclicText(Path.of(given.remove(TEXT)));
        var configuration = Configuration.load(given, Map.of(), Optional.empty());
        try (var engine = TopologySettings.engine(configuration)) {
            Stand.serve(new LearnerAlone(new Learner(RecordedSettings.of(configuration), engine), text));
        }
    }

    @Override
    public String description() {
        return "a learner alone";
    }

    @Override
    public double[] check(int count) {
        return new double[0];
    }

    /** A step of the learner. */
    @Override
    public long run() {
        while (!windows.hasNext()) {
            windows.append(learner.vocabulary().encode(text.next()).ids());
        }
        long before = learner.characters();
        learner.step(windows.next());
        return learner.characters() - before;
    }
}
