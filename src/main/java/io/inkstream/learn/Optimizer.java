package io.inkstream.learn;

import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** How gradients change weights. Not for use by two threads at once. */
public sealed interface Optimizer permits Sgd, Adam, Lion {

    /**
     * What an update is told.
     *
     * @param scale what gradients are multiplied with first: less than 1 where they are clipped
     * @param learningRate of this step
     * @param number of the step, counted from 0
     */
    record Step(double scale, double learningRate, long number) {}

    /**
     * Changes the weights by one step.
     *
     * @param gradients read only, of the weights' shape
     * @param workers share out the elements, each of which is changed by itself
     */
    void update(Parameters weights, Parameters gradients, Step step, WorkerPool workers);

    /** Returns what must survive between steps, by name; the parameters are handed out as they are. */
    Map<String, Parameters> slots();

    /** What is made of the gradients. */
    enum Algorithm {
        SGD((shape, decay) -> new Sgd(decay)),
        ADAM(Adam::new),
        LION(Lion::new);

        private final BiFunction<NetworkShape, Double, Optimizer> fresh;

        Algorithm(BiFunction<NetworkShape, Double, Optimizer> fresh) {
            this.fresh = fresh;
        }

        /**
         * Returns a fresh optimizer.
         *
         * @param decay share of the learning rate that each weight is shrunk by besides, outside of the gradients and of what is made
         *     of them (Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithms 1 and 2); 0: not at all
         */
        public Optimizer start(NetworkShape shape, double decay) {
            return fresh.apply(shape, decay);
        }

        /** @throws IllegalArgumentException if there is no algorithm of that name */
        public static Algorithm named(String name) {
            for (var algorithm : values()) {
                if (algorithm.toString().equals(name)) {
                    return algorithm;
                }
            }
            throw new IllegalArgumentException("optimizer must be one of "
                    + Arrays.stream(values()).map(Algorithm::toString).collect(Collectors.joining(", ")) + ": " + name);
        }

        /** The name in the configuration, and in a checkpoint. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Works on some elements of one of the matrices. */
    interface Work {
        void on(int matrix, int from, int to);
    }

    /** Shares all elements of the weights out. */
    static void share(Parameters weights, WorkerPool workers, Work work) {
        var matrices = weights.matrices();
        long elements = 0;
        for (var matrix : matrices) {
            elements += matrix.elements().length;
        }
        int parts = workers.partsOf(elements);
        workers.run(parts, part -> {
            for (int index = 0; index < matrices.size(); index++) {
                long length = matrices.get(index).elements().length;
                work.on(index, (int) (length * part / parts), (int) (length * (part + 1) / parts));
            }
        });
    }
}
