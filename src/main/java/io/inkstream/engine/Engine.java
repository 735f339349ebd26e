package io.inkstream.engine;

import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.model.Tensors;

/**
 * The arithmetic of the network, in one order whatever the number of threads: the same weights, state and characters give the
 * same bits on one kind of processor, and of the portable one on every kind. An engine keeps buffers and threads: not for use by two threads at once.
 */
public interface Engine extends AutoCloseable {

    /**
     * Returns an engine.
     *
     * @param name {@code portable}, whose bits are the same on every processor; or {@code nd4j}: the same network to be read, in ND4J's
     *     array operations
     * @param threads that may compute, the caller among them; 0: as many as the machine has. {@code nd4j} computes on one
     * @throws IllegalArgumentException if there is no engine of that name, or the threads are below 0
     */
    static Engine named(String name, int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be 0 or more: " + threads);
        }
        int all = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        if ("portable".equals(name)) {
            return new PortableEngine(Kernels.best(), all);
        }
        if ("nd4j".equals(name)) {
            return new Nd4jEngine();
        }
        throw new IllegalArgumentException("engine must be portable or nd4j: " + name
                + ("fast".equals(name)
                        ? "; portable has taken its place, and gives the same bits on every processor"
                        : ""));
    }

    /** Loads what all engines stand on, natives included, which the first one to compute does otherwise. */
    static void load() {
        Tensors.pinThread();
    }

    /** What the engine is called in the configuration and in a checkpoint's fingerprint. */
    String name();

    /** Whether its results are the same bits on every processor. */
    default boolean isPortable() {
        return false;
    }

    /** How many threads may compute, the caller among them. */
    default int threads() {
        return 1;
    }

    /**
     * Threads that share out what else there is to do between two steps of training.
     *
     * @param weights those that are trained: where a mixture learns beside the network, it has one of the threads
     */
    default WorkerPool workers(Parameters weights) {
        return WorkerPool.alone();
    }

    /**
     * Takes one truncated back-propagation: reads all rows but the last and predicts the row after each.
     *
     * @param weights read only; of the network alone
     * @param state {@code batch} lanes; carried on to the end of the batches
     * @param batches ids, {@code [steps+1][batch]}, at least 1 step
     * @param gradients overwritten with the gradients of the loss, unclipped; of the weights' shape without mixture
     * @param surprises overwritten with the softmax cross-entropy of each character, {@code [steps][batch]}, in nats; null: not
     *     wanted
     * @return their mean over steps × batch, in nats
     * @throws IllegalArgumentException if shapes do not fit, or an id is outside the vocabulary
     */
    double learn(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises);

    /** The same without the figures of each character. */
    default double learn(Parameters weights, State state, int[][] batches, Parameters gradients) {
        return learn(weights, state, batches, gradients, null);
    }

    /**
     * Reads one character per lane. A lane's logits and state depend on nothing but that lane's character and state, to the bit:
     * not on its place or on what else is in the batch.
     *
     * @param weights read only
     * @param state {@code batch} lanes; carried on by one character
     * @param characters ids, {@code [batch]}
     * @return logits, {@code [batch][vocabulary]}, of weights with a mixture its log-probabilities; valid until the next call, which overwrites them
     * @throws IllegalArgumentException if shapes do not fit, or an id is outside the vocabulary
     */
    default Matrix predict(Parameters weights, State state, int[] characters) {
        return predict(weights, state, characters, null);
    }

    /**
     * The same where the mixture is not asked about every lane: one that is only read, since a mixture takes longer than the network, or that
     * the network is to continue alone.
     *
     * @param mixed for each lane whether the mixture has its say in its logits, which else are the network's own; null: in all
     */
    Matrix predict(Parameters weights, State state, int[] characters, boolean[] mixed);

    /**
     * The same where something is made of each lane, which threads may share out as well.
     *
     * @param reader takes the softmax of the lanes that it reads
     */
    default void predict(Parameters weights, State state, int[] characters, boolean[] mixed, LaneReader reader) {
        var logits = predict(weights, state, characters, mixed);
        var softmax = new Softmax(logits.columns());
        for (int lane = 0; lane < characters.length; lane++) {
            if (reader.reads(lane)) {
                reader.read(lane, softmax.take(logits.elements(), lane * logits.columns()));
            }
        }
    }

    /** Frees buffers and ends threads. An engine that is used again makes new ones. */
    @Override
    void close();
}
