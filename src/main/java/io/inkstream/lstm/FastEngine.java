package io.inkstream.lstm;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** Sizes whose buffers are kept: a model has one, and a shorter step uses the longer one's. */
    private static final int KEPT = 4;

    private final Crew crew;
    private final Map<Size, Training> training = new LinkedHashMap<>(16, 0.75f, true);
    private final Prediction prediction;

    /** Sizes that need buffers of their own. */
    private record Size(NetworkShape shape, int batch) {}

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
        return training(new Size(weights.shape(), state.batch()), batches.length - 1)
                .run(weights, state, batches, gradients, surprises);
    }

    private Training training(Size size, int steps) {
        var kept = training.get(size);
        if (kept != null && kept.capacity() >= steps) {
            return kept;
        }
        if (kept != null) {
            training.remove(size).close();
        }
        if (training.size() == KEPT) {
            Iterator<Training> eldest = training.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        var made = new Training(size.shape(), size.batch(), steps, crew);
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
            throw new IllegalArgumentException("weights must be FLOAT for the engine fast: " + weights.type()
                    + "; the engine nd4j computes in both");
        }
    }

    @Override
    public void close() {
        crew.close();
        training.values().forEach(Training::close);
        training.clear();
        prediction.close();
    }
}
