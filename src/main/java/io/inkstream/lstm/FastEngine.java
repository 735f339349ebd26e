package io.inkstream.lstm;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network of {@link Nd4jEngine}, fast, in float32 alone. Training splits the batch into shards of lanes, whose number
 * depends on the batch and not on the threads, and adds their gradients up in the shards' order: equal bits with any number of
 * threads. Prediction sums in the order of the nodes for every lane by itself.
 */
final class FastEngine implements Engine {

    /**
     * Lanes of a shard at most. With fewer OpenBLAS spends its time on copying the weights: a product reaches 0.6 of its speed with
     * 16 lanes, 0.8 with 32. With more there is no second shard for a second thread at the tutorial's 64 lanes.
     */
    static final int LANES = 32;

    private final Crew crew;
    private final KeptSizes<Training> training = new KeptSizes<>(Training::close);
    private final Prediction prediction;

    /** @param threads that compute, the caller among them; at least 1 */
    FastEngine(int threads) {
        crew = new Crew(threads);
        prediction = new Prediction(crew);
    }

    @Override
    public String name() {
        return "fast";
    }

    @Override
    public double learn(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
        Input.check(weights, state, batches, gradients);
        requireFloat(weights);
        Tensors.pinThread();
        var shape = weights.shape();
        int steps = batches.length - 1;
        return training.get(
                        shape,
                        state.batch(),
                        kept -> kept.capacity() >= steps,
                        () -> new Training(shape, state.batch(), steps, crew))
                .run(weights, state, batches, gradients, surprises);
    }

    @Override
    public INDArray predict(Parameters weights, State state, int[] characters) {
        Input.check(weights, state, characters);
        requireFloat(weights);
        return prediction.run(weights, state, characters);
    }

    private static void requireFloat(Parameters weights) {
        if (weights.type() != DataType.FLOAT) {
            throw new IllegalArgumentException("weights must be FLOAT for the engine fast: " + weights.type()
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
