package io.inkstream.engine;

import io.inkstream.kernels.WorkerPool;
import io.inkstream.mixture.Forecast;
import io.inkstream.mixture.Mixture;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.model.Symbols;
import java.util.Arrays;

/**
 * Has the mixture make of each lane's logits, the network's opinion, what the model says: log-probabilities of the whole vocabulary. A
 * lane's are its own, whatever is beside it and whichever thread takes it. For use by one thread at a time.
 */
public final class Mixing {

    private final WorkerPool workers;
    private Scratch[] scratches = {}; // by part

    public Mixing(WorkerPool workers) {
        this.workers = workers;
    }

    /** What one thread needs. */
    public static final class Scratch {

        private final Forecast forecast = new Forecast();
        private final float[] probabilities = new float[Mixture.SYMBOLS];
        private final float[] logs = new float[Mixture.SYMBOLS];

        Forecast forecast() {
            return forecast;
        }

        /** Returns the softmax of a network's logits, by symbol. */
        public float[] probabilities(float[] logits, Symbols symbols) {
            var softmax = Softmax.of(logits);
            for (int id = 0; id < logits.length; id++) {
                probabilities[symbols.symbol(id)] = softmax.probability(id);
            }
            return probabilities;
        }

        private void mix(Mixture mixture, State state, int lane, Matrix logits, Symbols symbols) {
            mixture.forecast(state.text(lane), probabilities(logits.row(lane), symbols), forecast);
            forecast.logs(logs);
            int row = lane * logits.columns();
            for (int id = 0; id < logits.columns(); id++) {
                logits.elements()[row + id] = logs[symbols.symbol(id)];
            }
        }
    }

    /**
     * @param weights if they have no mixture, nothing is done
     * @param state the texts in it are moved on
     * @param characters that were fed
     * @param mixed lanes in whose logits the mixture has its say; null: all
     * @param logits {@code [batch][vocabulary]}, the network's; those of these lanes are overwritten
     */
    public void run(Parameters weights, State state, int[] characters, boolean[] mixed, Matrix logits) {
        weights.mixture().ifPresent(mixture -> {
            var symbols = Symbols.of(weights.shape().vocabulary());
            int parts = Math.min(workers.threads(), characters.length);
            reserve(parts);
            workers.run(parts, part -> {
                for (int lane = part; lane < characters.length; lane += parts) {
                    mixture.read(state.text(lane), symbols.symbol(characters[lane]));
                    if (mixed == null || mixed[lane]) {
                        scratches[part].mix(mixture, state, lane, logits, symbols);
                    }
                }
            });
        });
    }

    private void reserve(int parts) {
        if (scratches.length < parts) {
            scratches = new Scratch[parts];
            Arrays.setAll(scratches, part -> new Scratch());
        }
    }
}
