package io.inkstream.engine;

import io.inkstream.kernels.WorkerPool;
import io.inkstream.mixture.Forecast;
import io.inkstream.mixture.Mixture;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.model.Symbols;

/**
 * Has the mixture make of each lane's logits, the network's opinion, what the model says: log-probabilities of the whole vocabulary. A
 * lane's are its own, whatever is beside it and whichever thread takes it. For use by one thread at a time.
 */
public final class Mixing {

    /** Logits, of a network without a mixture, that are worth a second thread: some 100 microseconds. */
    private static final int WORTH_SHARING = 8_192;

    private final WorkerPool workers;
    private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

    /** @param workers share out the lanes */
    public Mixing(WorkerPool workers) {
        this.workers = workers;
    }

    /** What one thread needs. */
    public static final class Scratch {

        private final Forecast forecast = new Forecast();
        private final float[] probabilities = new float[Mixture.SYMBOLS];
        private final float[] logs = new float[Mixture.SYMBOLS];
        private Softmax softmax = new Softmax(Mixture.SYMBOLS);

        Forecast forecast() {
            return forecast;
        }

        /** Returns the softmax of a network's logits, by symbol. */
        public float[] probabilities(float[] logits, Symbols symbols) {
            return probabilities(logits, 0, logits.length, symbols);
        }

        private float[] probabilities(float[] elements, int from, int vocabulary, Symbols symbols) {
            var of = softmax(elements, from, vocabulary);
            for (int id = 0; id < vocabulary; id++) {
                probabilities[symbols.symbol(id)] = of.probability(id);
            }
            return probabilities;
        }

        private Softmax softmax(float[] elements, int from, int vocabulary) {
            if (softmax.logits().length != vocabulary) {
                softmax = new Softmax(vocabulary);
            }
            return softmax.take(elements, from);
        }

        private void mix(Mixture mixture, State state, int lane, Matrix logits, Symbols symbols) {
            int vocabulary = logits.columns();
            int row = lane * vocabulary;
            mixture.forecast(state.text(lane), probabilities(logits.elements(), row, vocabulary, symbols), forecast);
            forecast.logs(logs);
            for (int id = 0; id < vocabulary; id++) {
                logits.elements()[row + id] = logs[symbols.symbol(id)];
            }
        }
    }

    /**
     * Reads on and mixes.
     *
     * @param weights if they have no mixture, logits stay as they are
     * @param state the texts in it are moved on
     * @param characters that were fed
     * @param mixed lanes in whose logits the mixture has its say; null: all
     * @param logits {@code [batch][vocabulary]}, the network's; those of these lanes are overwritten
     * @param reader takes the softmax of what comes of it; null: nobody does
     */
    public void run(
            Parameters weights, State state, int[] characters, boolean[] mixed, Matrix logits, LaneReader reader) {
        var mixture = weights.mixture().orElse(null);
        if (mixture == null && reader == null) {
            return;
        }
        var symbols = Symbols.of(weights.shape().vocabulary());
        int lanes = characters.length;
        boolean alone = mixture == null && lanes * logits.columns() < WORTH_SHARING;
        (alone ? WorkerPool.alone() : workers).run(lanes, lane -> {
            var scratch = scratches.get();
            if (mixture != null) {
                mixture.read(state.text(lane), symbols.symbol(characters[lane]));
                if (mixed == null || mixed[lane]) {
                    scratch.mix(mixture, state, lane, logits, symbols);
                }
            }
            if (reader != null && reader.reads(lane)) {
                reader.read(lane, scratch.softmax(logits.elements(), lane * logits.columns(), logits.columns()));
            }
        });
    }
}
