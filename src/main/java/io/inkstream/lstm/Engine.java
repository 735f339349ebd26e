package io.inkstream.lstm;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of the network. Computes on one thread and in one order: the same weights, state and characters give the same
 * bits on one kind of processor. An engine keeps buffers: not for use by two threads at once.
 */
public interface Engine {

    /** What the engine is called in the configuration and in a checkpoint's fingerprint. */
    String name();

    /**
     * Takes one truncated back-propagation: reads all rows but the last and predicts the row after each.
     *
     * @param weights read only
     * @param state {@code batch} lanes, of the weights' type; carried on to the end of the batches
     * @param batches ids, {@code [steps+1][batch]}, at least 1 step
     * @param gradients overwritten with the gradients of the loss, unclipped
     * @return the mean softmax cross-entropy over steps × batch, in nats
     * @throws IllegalArgumentException if shapes do not fit or an id is outside the vocabulary
     */
    double learn(Parameters weights, State state, int[][] batches, Parameters gradients);

    /**
     * Reads one character per lane. A lane's logits and state depend on nothing but that lane's character and state, to the bit:
     * not on its place or on what else is in the batch.
     *
     * @param weights read only
     * @param state {@code batch} lanes, of the weights' type; carried on by one character
     * @param characters ids, {@code [batch]}
     * @return logits, {@code [batch][vocabulary]}, row-major; valid until the next call, which overwrites them
     * @throws IllegalArgumentException if shapes do not fit or an id is outside the vocabulary
     */
    INDArray predict(Parameters weights, State state, int[] characters);
}
