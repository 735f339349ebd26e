package io.inkstream.bench.stand;

/** An implementation of the network that learns, under test. Used by one thread. */
public interface Trainee extends AutoCloseable {

    /** What it is, with versions, for the record. */
    String description();

    /**
     * Takes one whole step: truncated back-propagation from the carried state, the gradients' global norm clipped to
     * {@link Material#CLIP_NORM}, gradient descent at {@link Material#LEARNING_RATE}.
     *
     * @param batches ids, {@code [unrollings+1][batch]}
     * @return the loss before the update: mean cross-entropy, nats per character
     */
    double step(int[][] batches);

    @Override
    void close();
}
