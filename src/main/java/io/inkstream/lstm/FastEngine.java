package io.inkstream.lstm;

/**
 * The network of {@link Nd4jEngine}, fast, in float32 alone. Training splits the batch into shards of lanes, whose number
 * depends on the batch and not on the threads, and adds their gradients up in the shards' order: equal bits with any number of
 * threads. Prediction sums in the order of the nodes for every lane by itself.
 */
final class FastEngine extends FloatEngine {

    /**
     * Lanes of a shard at most. With 16 all but the products costs so much more that a step takes 1.07 times as long with 64 nodes and 1.13
     * with 512; with more there is no second shard for a second thread at the tutorial's 64 lanes.
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
