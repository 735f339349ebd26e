package io.inkstream.learn;

import io.inkstream.engine.Mixing;
import io.inkstream.engine.Prediction;
import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.mixture.Forecast;
import io.inkstream.mixture.Mixture;
import io.inkstream.mixture.TextContext;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.model.Symbols;
import io.inkstream.model.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Has the mixture learn each window's characters in the order of the text, when the network has learned the window. The network's opinion of
 * a character is that of the network as it was when the window began, which reads the text as a session would: so whoever knows the text
 * before a character can have the same opinion, and what characters cost is the length of a code.
 *
 * <p>While the network learns the next window the mixture may learn this one, on another thread. What comes of it does not depend on that: a
 * window's costs are told when the next window is done, and whoever asks for anything waits.
 */
final class MixtureLearner {

    private static final String READING_OUTPUT = "reading/output";
    private static final String READING_CELL = "reading/cell";
    static final String READING_TEXT = "reading/text";
    private static final String WINDOW = "window/text";
    private static final String COSTS = "window/costs";
    private static final String NETWORK = "window/network/";

    private final int lanes;
    private final int segment;
    private final Mixture mixture;
    private final Symbols symbols;
    private final Optional<Beside> beside;
    private final Prediction prediction = new Prediction(Kernels.best(), WorkerPool.alone());
    private final Mixing.Scratch scratch = new Mixing.Scratch();
    private final Forecast forecast = new Forecast();
    private final float[] opinion = new float[Mixture.SYMBOLS]; // scratch of the mixture's thread
    /** The network as it was when the window that is learned now began. */
    private final Parameters beginning;
    /** What it thinks of each character of the window that the mixture learns, {@code [lanes*segment][symbols]}. */
    private float[] opinions;
    /** Room for the next window's. */
    private float[] nextOpinions;
    /** One lane that reads the text in its order, and stands before its last character. */
    private final State reading;

    private TextContext learned = new TextContext();
    private final byte[] window; // [lanes*segment+1], the text of the window that is learned now
    private int into; // characters of a lane
    /** Characters of a window that are predicted, which its first is not. */
    private final int characters;
    /** Whether each character's cost is kept, and what it was expected to be. */
    private boolean keepsEach;

    /** What was new of the last window whose costs the network's steps may depend on, and of the one behind it, from 0 to 1. */
    private float fresh = 1;

    private float nextFresh = 1;
    private Costs untold = Costs.NONE;
    private boolean begun;
    private Future<Costs> work;

    /**
     * What characters cost.
     *
     * @param nats all together
     * @param characters how many
     * @param known how many of them were known before
     * @param each of a window's characters but for its first, in the order of the text; null: not kept
     */
    record Costs(double nats, long characters, long known, WindowCosts each) {
        static final Costs NONE = new Costs(0, 0, 0, null);

        float fresh() {
            return characters == 0 ? 1 : 1 - (float) known / characters;
        }
    }

    /** @param threads that there are; with more than one the mixture has its own */
    MixtureLearner(LearnerSettings settings, Mixture mixture, int threads) {
        this.lanes = settings.window().batchSize();
        this.segment = settings.window().segmentLength();
        this.mixture = mixture;
        var shape = settings.shape().withoutMixture();
        symbols = Symbols.of(shape.vocabulary());
        beside = threads > 1 ? Optional.of(new Beside("inkstream-mixture")) : Optional.empty();
        beginning = Parameters.zeros(shape);
        reading = State.zeros(1, shape.width());
        window = new byte[Math.multiplyExact(lanes, segment) + 1];
        characters = window.length - 1;
        opinions = new float[Math.multiplyExact(characters, Mixture.SYMBOLS)];
        nextOpinions = new float[opinions.length];
    }

    /** Takes note of a step's text, before the network learns it. */
    void take(Parameters weights, int[][] batches) {
        if (into == 0) {
            beginning.assignNetwork(weights);
        }
        for (int lane = 0; lane < lanes; lane++) {
            for (int t = 0; t < batches.length; t++) {
                window[lane * segment + into + t] = (byte) batches[t][lane];
            }
        }
        into += batches.length - 1;
    }

    /** Returns what became known of costs with the step, which is done: those of the window before, when a window is done. */
    Costs done() {
        if (into < segment) {
            return Costs.NONE;
        }
        byte[] text = window.clone();
        into = 0;
        // Here and not beside: so both threads have about as much to do.
        readOn(text, nextOpinions);
        var told = rest();
        fresh = nextFresh;
        var before = opinions;
        opinions = nextOpinions;
        nextOpinions = before;
        work = beside.map(thread -> thread.run(() -> learn(text))).orElseGet(() -> Beside.done(learn(text)));
        return told;
    }

    /** Takes the reading lane through a window. */
    private void readOn(byte[] text, float[] into) {
        for (int i = 0; i < characters; i++) {
            var logits = prediction.run(beginning, reading, new int[] {Byte.toUnsignedInt(text[i])});
            float[] probabilities = scratch.probabilities(logits.row(0), symbols);
            System.arraycopy(probabilities, 0, into, i * Mixture.SYMBOLS, Mixture.SYMBOLS);
        }
    }

    private Costs learn(byte[] text) {
        double nats = 0;
        long known = 0;
        int count = characters;
        var each = keepsEach ? new WindowCosts(new float[characters], new float[characters]) : null;
        if (!begun) {
            nats = mixture.learn(learned, symbol(text[0]), null, forecast);
            count++;
            begun = true;
        }
        for (int i = 0; i < characters; i++) {
            if (i == characters - 1) {
                reading.text(0).assign(learned);
            }
            System.arraycopy(opinions, i * Mixture.SYMBOLS, opinion, 0, Mixture.SYMBOLS);
            float cost = mixture.learn(learned, symbol(text[i + 1]), opinion, forecast);
            nats += cost;
            known += forecast.known() ? 1 : 0;
            if (each != null) {
                each.nats()[i] = cost;
                each.expected()[i] = forecast.entropy();
            }
        }
        return new Costs(nats, count, known, each);
    }

    private int symbol(byte id) {
        return symbols.symbol(Byte.toUnsignedInt(id));
    }

    /** Waits until the mixture has learned all that it was given. */
    void await() {
        if (work != null) {
            untold = Beside.get(work);
            nextFresh = untold.fresh();
            work = null;
        }
    }

    /** Returns the costs that were not told yet. */
    Costs rest() {
        await();
        var told = untold;
        untold = Costs.NONE;
        return told;
    }

    /**
     * How much of the text was new, from 0 to 1, in the last window but one of those that are done: by then the mixture has learned it, however
     * many threads there are. The rest of it was {@linkplain Forecast#known() known}, and nothing is to be learned from it.
     */
    float fresh() {
        return fresh;
    }

    /** From now on {@link Costs#each} of windows is kept. */
    void keepEach() {
        await();
        keepsEach = true;
    }

    /** Returns the costs of the last window that is done, if no step has told them yet. */
    Costs untold() {
        await();
        return untold;
    }

    /** Returns a copy of the lane that reads the text, which has read all that the mixture has learned but for the last character. */
    State reading() {
        await();
        return reading.copy();
    }

    /**
     * What a restart needs: where the reading lane stands ({@code reading/output}, {@code reading/cell}, {@code reading/text}, the last also of the
     * text with its last character), the text of a window that is not done (int32, {@code window/text}) with the network as it was at its beginning
     * ({@code window/network/}), and costs that were not told with how much of the
     * text was new ({@code window/costs}).
     */
    Map<String, INDArray> tensors() {
        await();
        var tensors = new LinkedHashMap<String, INDArray>();
        tensors.put(READING_OUTPUT, reading.output().toArray());
        tensors.put(READING_CELL, reading.cell().toArray());
        tensors.put(
                READING_TEXT, Nd4j.createFromArray(new int[][] {reading.text(0).toInts(), learned.toInts()}));
        long nats = Double.doubleToRawLongBits(untold.nats());
        tensors.put(
                COSTS,
                Nd4j.createFromArray(
                        (int) (nats >>> Integer.SIZE),
                        (int) nats,
                        (int) untold.characters(),
                        Float.floatToRawIntBits(fresh),
                        Float.floatToRawIntBits(nextFresh)));
        if (into > 0) {
            var text = new int[window.length];
            for (int i = 0; i < text.length; i++) {
                text[i] = Byte.toUnsignedInt(window[i]);
            }
            tensors.put(WINDOW, Nd4j.createFromArray(text));
            beginning.named().forEach((name, array) -> tensors.put(NETWORK + name, array));
        }
        return tensors;
    }

    /**
     * Goes on where another was.
     *
     * @param into characters of a lane into the window that is not done
     * @param begun whether a window was done
     * @throws IllegalArgumentException naming the array that is missing or has another shape than the settings say
     */
    void restore(Map<String, INDArray> tensors, int into, boolean begun) {
        long width = reading.width();
        reading.output().assign(Matrix.of(Tensors.requireShape(READING_OUTPUT, tensors.get(READING_OUTPUT), 1, width)));
        reading.cell().assign(Matrix.of(Tensors.requireShape(READING_CELL, tensors.get(READING_CELL), 1, width)));
        long ints = reading.text(0).toInts().length;
        int[] texts = Tensors.requireShape(READING_TEXT, tensors.get(READING_TEXT), 2, ints)
                .data()
                .asInt();
        reading.text(0).assign(TextContext.of(Arrays.copyOf(texts, (int) ints)));
        learned = TextContext.of(Arrays.copyOfRange(texts, (int) ints, texts.length));
        int[] cost = Tensors.requireShape(COSTS, tensors.get(COSTS), 5).data().asInt();
        untold = new Costs(
                Double.longBitsToDouble((long) cost[0] << Integer.SIZE | Integer.toUnsignedLong(cost[1])),
                cost[2],
                0,
                null);
        fresh = share(cost[3]);
        nextFresh = share(cost[4]);
        this.into = into;
        this.begun = begun;
        if (into > 0) {
            int[] text = Tensors.requireShape(WINDOW, tensors.get(WINDOW), window.length)
                    .data()
                    .asInt();
            for (int i = 0; i < text.length; i++) {
                window[i] = (byte) text[i];
            }
            beginning.assignNetwork(Parameters.named(NETWORK, tensors));
        }
    }

    private static float share(int bits) {
        float share = Float.intBitsToFloat(bits);
        if (!(share >= 0 && share <= 1)) { // a NaN is neither
            throw new IllegalArgumentException("array " + COSTS + " must say how much was new, from 0 to 1: " + share);
        }
        return share;
    }
}
