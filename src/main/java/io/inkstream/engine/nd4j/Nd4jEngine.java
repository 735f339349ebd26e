package io.inkstream.engine.nd4j;

import io.inkstream.engine.Engine;
import io.inkstream.engine.Input;
import io.inkstream.engine.Mixing;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** {@link Nd4jNetwork} as an engine: to compare with, since weights are copied to ND4J and back in each step. */
public final class Nd4jEngine implements Engine {

    private final Nd4jNetwork network = new Nd4jNetwork();
    private final Mixing mixing = new Mixing(WorkerPool.alone());
    private Optional<Nd4jWeights> weights = Optional.empty();
    private Optional<Nd4jWeights> gradients = Optional.empty();

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public double learn(Parameters from, State state, int[][] batches, Parameters into, float[][] surprises) {
        Input.check(from, state, batches, into);
        take(from);
        var carried = carried(state);
        var found = gradients.orElseThrow();
        double loss = network.learn(weights.orElseThrow(), carried, batches, found, surprises);
        found.give(into);
        give(carried, state);
        return loss;
    }

    @Override
    public Matrix predict(Parameters from, State state, int[] characters, boolean[] mixed) {
        Input.check(from, state, characters);
        take(from);
        var carried = carried(state);
        var logits = network.predict(weights.orElseThrow(), carried, characters);
        give(carried, state);
        var all = Matrix.of(logits);
        mixing.run(from, state, characters, mixed, all, null);
        return all;
    }

    private void take(Parameters from) {
        var shape = from.shape();
        if (weights.filter(kept -> kept.shape.equals(shape)).isEmpty()) {
            close();
            weights = Optional.of(Nd4jWeights.zeros(shape, DataType.FLOAT));
            gradients = Optional.of(Nd4jWeights.zeros(shape, DataType.FLOAT));
        }
        weights.orElseThrow().take(from);
    }

    private static Nd4jNetwork.Carried carried(State state) {
        return new Nd4jNetwork.Carried(state.output().toArray(), state.cell().toArray());
    }

    private static void give(Nd4jNetwork.Carried carried, State state) {
        state.output().assign(Matrix.of(carried.output()));
        state.cell().assign(Matrix.of(carried.cell()));
    }

    @Override
    public void close() {
        network.close();
        weights.ifPresent(Nd4jWeights::close);
        gradients.ifPresent(Nd4jWeights::close);
        weights = Optional.empty();
        gradients = Optional.empty();
    }
}
