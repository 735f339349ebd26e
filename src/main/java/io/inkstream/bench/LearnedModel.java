package io.inkstream.bench;

import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.learn.Learner;
import io.inkstream.streams.TopologySettings;
import io.inkstream.topics.corpus.CorpusSource;
import java.io.IOException;
import java.nio.file.Path;

/** A model that has learned the beginning of a text: how long it takes to write depends on how much there is to be weighed. */
public final class LearnedModel {

    private LearnedModel() {}

    /**
     * Publishes one of the configured size, as the model that the key {@code model} names.
     *
     * @param text a file as {@code corpus send} takes it
     * @param characters that it has learned, about; 0: nothing
     * @throws IOException if the text cannot be read
     */
    public static void publish(Configuration configuration, Path text, int characters) throws IOException {
        if (characters == 0) {
            UntrainedModel.publish(configuration);
            return;
        }
        var settings = RecordedSettings.of(configuration);
        try (var engine = TopologySettings.engine(configuration)) {
            var learner = new Learner(settings, engine);
            learn(learner, text, characters);
            UntrainedModel.publish(configuration, learner);
        }
    }

    /** Has a learner learn the beginning of a text, over and over where it is too short. */
    static void learn(Learner learner, Path text, int characters) throws IOException {
        var windows = learner.settings().window().batches();
        byte[] ids = learner.settings()
                .vocabulary()
                .encode(beginning(text, characters))
                .ids();
        while (learner.characters() < characters) {
            while (!windows.hasNext()) {
                windows.append(ids);
            }
            learner.step(windows.next());
        }
    }

    private static String beginning(Path text, int characters) throws IOException {
        try (var reader = CorpusSource.open(text)) {
            char[] buffer = new char[characters];
            int read = 0;
            for (int more = 0; more >= 0 && read < characters; more = reader.read(buffer, read, characters - read)) {
                read += more;
            }
            return new String(buffer, 0, read);
        }
    }
}
