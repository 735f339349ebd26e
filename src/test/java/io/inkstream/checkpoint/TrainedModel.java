package io.inkstream.checkpoint;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.State;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.WindowedBatches;
import java.util.Map;

/** A small model that has learned for a while, so that all its weights and biases are different from 0, and what it says of a text. */
public final class TrainedModel {

    private TrainedModel() {}

    public static Checkpoint of(int layers, Engine engine) {
        return of(layers, MixtureSize.NONE, engine);
    }

    static Checkpoint of(int layers, MixtureSize mixture, Engine engine) {
        var settings = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(12, layers, 1, 0, 0.2),
                new WindowSettings(4, 100, 10, 4, 0),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.02, 1, 0), 1, 0.001),
                mixture,
                7);
        var learner = new Learner(settings, engine);
        var windows = new WindowedBatches(4, 100, 10);
        windows.append(learner.vocabulary()
                .encode(NumbersCorpus.text().substring(0, 6000))
                .ids());
        while (windows.hasNext()) {
            learner.step(windows.next());
        }
        return new Checkpoint("default", learner.steps(), learner.characters(), settings, Map.of(), learner.tensors());
    }

    /** Logits behind each character, {@code [length][vocabulary]}, from a state of zero. */
    public static float[][] logits(Checkpoint model, byte[] ids, Engine engine) {
        var weights = model.weights();
        var state = State.zeros(1, weights.shape().width());
        var logits = new float[ids.length][];
        for (int i = 0; i < ids.length; i++) {
            logits[i] = engine.predict(weights, state, new int[] {ids[i]}).row(0);
        }
        return logits;
    }
}
