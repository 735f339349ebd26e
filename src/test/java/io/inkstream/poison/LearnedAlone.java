package io.inkstream.poison;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;

/**
 * The newest checkpoint that learning a text leads to, without topics.
 *
 * @param step 0 if there is none yet
 */
record LearnedAlone(long step, String sha256) {

    static LearnedAlone from(LearnerSettings settings, int checkpointEvery, String text) {
        var windows = settings.window().batches();
        windows.append(settings.vocabulary().encode(text).ids());
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
