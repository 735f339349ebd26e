package io.inkstream.lstm;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the engines in float32 share: all but how a step of training is computed. */
abstract sealed class FloatEngine implements Engine permits FastEngine, PortableEngine {

    private final Crew crew;
    private final KeptSteps training = new KeptSteps();
    private final Prediction prediction;

    /** @param threads that compute, the caller among them; at least 1 */
    FloatEngine(int threads) {
        crew = new Crew(threads);
        prediction = new Prediction(crew);
    }

    /** A step of training for one size of network and batch, with its buffers. */
    sealed interface Step permits Training, RowTraining {

        /** Unrollings at most. */
        int capacity();

        /** As {@link Engine#learn}, of what was checked. */
        double run(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises);

        /** Frees what is outside the heap. */
        default void close() {}
    }

    /** @param capacity unrollings at most */
    abstract Step step(NetworkShape shape, int batch, int capacity, Crew crew);

    @Override
    public double learn(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
        Input.check(weights, state, batches, gradients);
        requireFloat(weights);
        Tensors.pinThread();
        var shape = weights.shape();
        int steps = batches.length - 1;
        return training.get(shape, state.batch(), steps, () -> step(shape, state.batch(), steps, crew))
                .run(weights, state, batches, gradients, surprises);
    }

    @Override
    public INDArray predict(Parameters weights, State state, int[] characters) {
        Input.check(weights, state, characters);
        requireFloat(weights);
        return prediction.run(weights, state, characters);
    }

    private void requireFloat(Parameters weights) {
        if (weights.type() != DataType.FLOAT) {
            throw new IllegalArgumentException("weights must be FLOAT for the engine " + name() + ": " + weights.type()
                    + "; the engine nd4j computes in both");
        }
    }

    @Override
    public void close() {
        crew.close();
        training.clear();
        prediction.close();
    }
}
