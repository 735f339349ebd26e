package io.inkstream.bench.stand;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.Sgd;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import java.io.IOException;

/** Our engines as trainees. */
public final class EngineTraining implements Trainee {

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
        gradients = Parameters.zeros(weights.shape());
        state = State.zeros(size.batch(), weights.shape().width());
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
        double norm = gradients.globalNorm(engine.workers(weights));
        double scale = norm > Material.CLIP_NORM ? Material.CLIP_NORM / norm : 1;
        descent.update(
                weights,
                gradients,
                new Optimizer.Step(scale, Material.LEARNING_RATE, steps++),
                engine.workers(weights));
        return loss;
    }

    @Override
    public void close() {
        engine.close();
    }
}
