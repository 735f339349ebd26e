package io.inkstream.bench;

import io.inkstream.lstm.Engine;
import io.inkstream.lstm.Parameters;
import io.inkstream.lstm.Sgd;
import io.inkstream.lstm.State;
import java.io.IOException;
import org.nd4j.linalg.api.buffer.DataType;

/** Our engines as trainees. */
final class EngineTraining implements Trainee {

    private final Engine engine;
    private final Parameters weights;
    private final Parameters gradients;
    private final State state;
    private final Sgd descent = new Sgd();
    private long steps;

    private EngineTraining(Stand.Setup setup) {
        var size = setup.size();
        engine = Engine.named(setup.setting(), setup.threads());
        weights = Weights.of(size);
        gradients = Parameters.zeros(weights.shape(), DataType.FLOAT);
        state = State.zeros(size.batch(), weights.shape().width(), DataType.FLOAT);
    }

    public static void main(String[] arguments) throws IOException {
        var setup = Stand.setup(arguments);
        try (var trainee = new EngineTraining(setup)) {
            Stand.serve(trainee, setup.size());
        }
    }

    @Override
    public String description() {
        return "Inkstream, engine " + engine.name();
    }

    @Override
    public double step(int[][] batches) {
        double loss = engine.learn(weights, state, batches, gradients);
        double norm = gradients.globalNorm();
        if (norm > Material.CLIP_NORM) {
            gradients.scale(Material.CLIP_NORM / norm);
        }
        descent.update(weights, gradients, Material.LEARNING_RATE, steps++);
        return loss;
    }

    @Override
    public void close() {
        engine.close();
    }
}
