package io.inkstream.lstm;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/** How gradients change weights. Not for use by two threads at once. */
public sealed interface Optimizer permits Sgd, Adam {

    /**
     * Changes the weights by one step.
     *
     * @param gradients read only, of the weights' shape and type
     * @param step counted from 0
     */
    void update(Parameters weights, Parameters gradients, double learningRate, long step);

    /** Returns what must survive between steps, by name; the parameters are handed out as they are. */
    Map<String, Parameters> slots();

    /**
     * Returns a fresh optimizer.
     *
     * @param decay share of the learning rate that each weight is shrunk by besides, outside of the gradients and of what is made
     *     of them (Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithms 1 and 2); 0: not at all
     * @throws IllegalArgumentException if the name is neither {@code sgd} nor {@code adam}
     */
    static Optimizer named(String name, NetworkShape shape, DataType type, double decay) {
        requireKnown(name);
        return name.equals("sgd") ? new Sgd(decay) : new Adam(shape, type, decay);
    }

    /** @throws IllegalArgumentException if the name is neither {@code sgd} nor {@code adam} */
    static void requireKnown(String name) {
        if (!"sgd".equals(name) && !"adam".equals(name)) {
            throw new IllegalArgumentException("optimizer must be sgd or adam: " + name);
        }
    }
}
