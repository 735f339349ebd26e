package io.inkstream.poison;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.text.Vocabulary;
import io.inkstream.text.WindowedBatches;

/**
 * The newest checkpoint that learning a text leads to, without topics.
 *
 * @param step 0 if there is none yet
 */
record LearnedAlone(long step, String sha256) {

    static LearnedAlone from(LearnerSettings settings, int checkpointEvery, String text) {
        var windows = new WindowedBatches(settings.batchSize(), settings.segmentLength(), settings.unrollings());
        windows.append(Vocabulary.named(settings.vocabulary()).encode(text).ids());
        var newest = new LearnedAlone(0, "");
        try (var engine = Engine.named("portable", 1)) {
            var learner = new Learner(settings, engine);
            while (windows.hasNext()) {
                learner.step(windows.next());
                if (learner.steps() % checkpointEvery == 0) {
                    newest = new LearnedAlone(learner.steps(), learner.weights().sha256());
                }
            }
        }
        return newest;
    }
}
