package io.inkstream.lstm;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network of {@link Nd4jEngine} in float32 and in Java alone. Threads share out lanes, and then elements of the gradients; each
 * element is computed by one of them in an order that the sizes alone decide, in single operations that Java defines to the bit:
 * equal bits with any number of threads, and on every processor. With few lanes it is faster than {@link FastEngine}, whose BLAS is made
 * for large matrices; with many it is slower.
 */
final class PortableEngine implements Engine {

    private final Crew crew;
    private final KeptSizes<RowTraining> training = new KeptSizes<>(training -> {});
    private final Prediction prediction;

    /** @param threads that compute, the caller among them; at least 1 */
    PortableEngine(int threads) {
        crew = new Crew(threads);
        prediction = new Prediction(crew);
    }

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public boolean isPortable() {
        return true;
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
                        () -> new RowTraining(shape, state.batch(), steps, crew))
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
            throw new IllegalArgumentException("weights must be FLOAT for the engine portable: " + weights.type()
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
