package io.inkstream.bench.stand;

/** An implementation of the network that writes, under test. Used by one thread. */
public interface Predictor extends AutoCloseable {

    /** What it is, with versions, for the record. */
    String description();

    /**
     * Reads one character of each session and carries its state on.
     *
     * @param characters ids, {@code [sessions]}
     * @return logits, {@code [sessions][vocabulary]}; valid until the next call
     */
    float[][] predict(int[] characters);

    @Override
    void close();
}
