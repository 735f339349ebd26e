package io.inkstream.lstm;

/**
 * The network of {@link Nd4jEngine}, fast, in float32 alone. Training splits the batch into shards of lanes, whose number
 * depends on the batch and not on the threads, and adds their gradients up in the shards' order: equal bits with any number of
 * threads. Prediction sums in the order of the nodes for every lane by itself.
 */
final class FastEngine extends FloatEngine {

    /**
     * Lanes of a shard at most. With fewer OpenBLAS spends its time on copying the weights: a product reaches 0.6 of its speed with
     * 16 lanes, 0.8 with 32. With more there is no second shard for a second thread at the tutorial's 64 lanes.
     */
    static final int LANES = 32;

    /** @param threads that compute, the caller among them; at least 1 */
    FastEngine(int threads) {
        super(threads);
    }

    @Override
    public String name() {
        return "fast";
    }

    @Override
    Step step(NetworkShape shape, int batch, int capacity, Crew crew) {
        return new Training(shape, batch, capacity, crew);
    }
}
