package io.inkstream.learn;

import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.Text8Vocabulary;

/** The tutorial's settings. Its generator knows no windows; 1000 characters a lane keep a window at 64 thousand. */
public final class Tutorial {

    public static final LearnerSettings SETTINGS = new LearnerSettings(
            new Text8Vocabulary(),
            new NetworkSettings(64, 1, 0, -0.1, 0.1),
            new WindowSettings(64, 1000, 10, 0, 0),
            new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(10.0, 0.1, 5000), 1.25, 0),
            MixtureSize.NONE,
            0);

    private Tutorial() {}
}
