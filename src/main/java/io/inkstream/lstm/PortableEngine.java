package io.inkstream.lstm;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network of {@link Nd4jEngine} in float32 and in Java alone. Threads share out lanes, and then elements of the gradients; each
 * element is computed by one of them in an order that the sizes alone decide, in single operations that Java defines to the bit:
 * equal bits with any number of threads, and on every processor. With few lanes it is faster than {@link FastEngine}, whose BLAS is made
 * for large matrices; with many it is slower.
 */
final class PortableEngine implements Engine {

    /** Sizes whose buffers are kept: a model has one, and a shorter step uses the longer one's. */
    private static final int KEPT = 4;

    private final Crew crew;
    private final Map<Size, RowTraining> training = new LinkedHashMap<>(16, 0.75f, true);
    private final Prediction prediction;

    /** Sizes that need buffers of their own. */
    private record Size(NetworkShape shape, int batch) {}

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
        return training(new Size(weights.shape(), state.batch()), batches.length - 1)
                .run(weights, state, batches, gradients, surprises);
    }

    private RowTraining training(Size size, int steps) {
        var kept = training.get(size);
        if (kept != null && kept.capacity() >= steps) {
            return kept;
        }
        if (kept != null) {
            training.remove(size);
        }
        if (training.size() == KEPT) {
            Iterator<RowTraining> eldest = training.values().iterator();
            eldest.next();
            eldest.remove();
        }
        var made = new RowTraining(size.shape(), size.batch(), steps, crew);
        training.put(size, made);
        return made;
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
