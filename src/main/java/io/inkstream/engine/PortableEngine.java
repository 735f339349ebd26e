package io.inkstream.engine;

import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;

/**
 * The network over {@link Kernels}. Threads share out lanes, and then elements of the gradients; each element is computed by one of them
 * in an order that the sizes alone decide: equal bits with any number of threads and any provider, on every processor.
 */
final class PortableEngine implements Engine {

    private final Kernels kernels;
    private final WorkerPool workers;
    private final WorkerPool besideMixture;
    /** What lanes are written by: Kafka's threads have work between two characters, which must not find a processor spinning. */
    private final WorkerPool forLanes;

    private final KeptTraining training = new KeptTraining();
    private final Prediction prediction;
    private final Mixing mixing;

    /** @param threads that compute, the caller among them; at least 1 */
    PortableEngine(Kernels kernels, int threads) {
        this.kernels = kernels;
        workers = new WorkerPool(threads);
        besideMixture = new WorkerPool(Math.max(1, threads - 1));
        forLanes = WorkerPool.withoutSpinning(threads);
        prediction = new Prediction(kernels, forLanes);
        mixing = new Mixing(forLanes);
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
    public int threads() {
        return workers.threads();
    }

    @Override
    public WorkerPool workers(Parameters weights) {
        return weights.mixture().isPresent() ? besideMixture : workers;
    }

    @Override
    public double learn(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
        Input.check(weights, state, batches, gradients);
        var shape = weights.shape();
        int steps = batches.length - 1;
        var some = workers(weights);
        return training.get(shape, state.batch(), steps, () -> new Training(kernels, some, shape, state.batch(), steps))
                .run(weights, state, batches, gradients, surprises);
    }

    @Override
    public Matrix predict(Parameters weights, State state, int[] characters, boolean[] mixed) {
        return advance(weights, state, characters, mixed, null);
    }

    @Override
    public void predict(Parameters weights, State state, int[] characters, boolean[] mixed, LaneReader reader) {
        advance(weights, state, characters, mixed, reader);
    }

    private Matrix advance(Parameters weights, State state, int[] characters, boolean[] mixed, LaneReader reader) {
        Input.check(weights, state, characters);
        var logits = prediction.run(weights, state, characters);
        mixing.run(weights, state, characters, mixed, logits, reader);
        return logits;
    }

    @Override
    public void close() {
        workers.close();
        besideMixture.close();
        forLanes.close();
        training.clear();
    }
}
