package io.inkstream.learn;

import io.inkstream.engine.Engine;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.model.Tensors;
import io.inkstream.text.Vocabulary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One model being trained: weights, optimizer, carried state and how far it came. Given the same settings and the same batches
 * in the same order, the same bits. Not for use by two threads at once.
 */
public final class Learner {

    /**
     * What a step did.
     *
     * @param step counted from 0
     * @param loss mean cross-entropy before the update, nats per character
     * @param learningRate rate of this step, below the schedule's where text is repeated
     * @param gradientNorm global norm before clipping
     * @param characters learned by this step
     * @param mixedNats what became known, with this step, of what characters cost the mixture before it learned them: of a whole window, when
     *     the one behind it is done; in nats
     * @param mixedCharacters how many those were; 0: no costs became known, or there is no mixture
     */
    public record Step(
            long step,
            double loss,
            double learningRate,
            double gradientNorm,
            long characters,
            double mixedNats,
            long mixedCharacters) {}

    /** What characters cost the mixture, in nats, and how many they were. */
    public record Costs(double nats, long characters) {}

    private final LearnerSettings settings;
    private final Engine engine;
    private final Vocabulary vocabulary;
    private final Parameters weights;
    private final Parameters gradients;
    private final Optimizer optimizer;
    private final State state;
    private final Optional<Rehearsal> rehearsal;
    private final Optional<MixtureLearner> mixture;
    private WindowCosts told;
    private long steps;
    private long characters;

    /** Starts from weights drawn from the settings' seed. */
    public Learner(LearnerSettings settings, Engine engine) {
        this(settings, engine, startingWeights(settings));
    }

    /**
     * Starts from given weights.
     *
     * @param weights not copied: learning changes them
     * @throws IllegalArgumentException if the weights are not of the settings' size
     */
    public Learner(LearnerSettings settings, Engine engine, Parameters weights) {
        this(
                settings,
                engine,
                weights,
                State.zeros(settings.window().batchSize(), settings.shape().width()),
                rehearsal(settings));
    }

    private static Optional<Rehearsal> rehearsal(LearnerSettings settings) {
        return settings.window().replayWindows() == 0 ? Optional.empty() : Optional.of(Rehearsal.begin(settings));
    }

    private Learner(
            LearnerSettings settings, Engine engine, Parameters weights, State state, Optional<Rehearsal> rehearsal) {
        if (!weights.shape().equals(settings.shape())) {
            throw new IllegalArgumentException(
                    "weights must have " + settings.shape() + ", as the settings say: " + weights.shape());
        }
        this.settings = settings;
        this.engine = engine;
        this.vocabulary = settings.vocabulary();
        this.weights = weights;
        var shape = weights.shape().withoutMixture();
        this.gradients = Parameters.zeros(shape);
        this.optimizer = settings.optimizer()
                .algorithm()
                .start(shape, settings.optimizer().weightDecay());
        this.state = state;
        this.rehearsal = rehearsal;
        this.mixture = weights.mixture().map(counts -> new MixtureLearner(settings, counts, engine.threads()));
    }

    private static Parameters startingWeights(LearnerSettings settings) {
        var weights = Parameters.truncatedNormal(
                settings.shape(),
                settings.network().initialMean(),
                settings.network().initialDeviation(),
                new Random(settings.seed()));
        weights.layers()
                .forEach(
                        layer -> layer.biases(1).fill((float) settings.network().forgetBias()));
        return weights;
    }

    /**
     * Learns from one step's batches, carrying the state, and then, if the settings say so, from the same place of an older window. With a
     * mixture the learning rate is that of the settings times what was new of the text shortly before: a text that is repeated over and over
     * would be learned by heart, which the mixture does better, and at the price of all others.
     *
     * @param batches ids, {@code [steps+1][batch]}
     * @throws IllegalArgumentException if they do not have the settings' batch size or an id is outside the vocabulary
     */
    public Step step(int[][] batches) {
        return step(batches, null);
    }

    /**
     * The same, and says how surprising each character was.
     *
     * @param surprises overwritten with the negative logarithm of the probability that each character had for the network before anything
     *     was learned from it, {@code [steps][batch]}, in nats; null: not wanted
     */
    public Step step(int[][] batches, float[][] surprises) {
        double rate = settings.optimizer().learningRate().at(steps)
                * mixture.map(MixtureLearner::fresh).orElse(1f);
        mixture.ifPresent(counts -> counts.take(weights, batches));
        beginAgain();
        double loss = engine.learn(weights, state, batches, gradients, surprises);
        double norm = update(rate);
        // The mixture knows older text by heart already: learned again, it would count twice.
        rehearsal.ifPresent(past -> {
            int[][] older = past.beside(batches);
            if (older.length > 0) {
                engine.learn(weights, past.state(), older, gradients, null);
                update(rate);
            }
        });
        long learned = (batches.length - 1L) * settings.window().batchSize();
        characters += learned;
        var mixed = mixture.map(MixtureLearner::done).orElse(MixtureLearner.Costs.NONE);
        told = mixed.each();
        return new Step(steps++, loss, rate, norm, learned, mixed.nats(), mixed.characters());
    }

    /**
     * Sets a lane back to where each text begins, which a state that is carried on and on never sees again. Between windows a lane
     * jumps to another place of the text, so little is lost. Which lane depends on the number of steps alone.
     */
    private void beginAgain() {
        int every = settings.window().resetWindows();
        long perWindow = settings.window().steps();
        if (every == 0 || steps % perWindow != 0) {
            return;
        }
        long window = steps / perWindow;
        if (window % every == 0) {
            state.clear((int) (window / every % settings.window().batchSize()));
        }
    }

    /** Whether a mixture learns beside the network. */
    public boolean hasMixture() {
        return mixture.isPresent();
    }

    /** Returns what characters cost the mixture whose costs no step has told yet, which none will then; there is a mixture. */
    public Costs restOfCosts() {
        var rest = mixture.orElseThrow().rest();
        return new Costs(rest.nats(), rest.characters());
    }

    /** From now on what each character costs is kept, which changes no bit of what is learned; there is a mixture. */
    public void keepCosts() {
        mixture.orElseThrow().keepEach();
    }

    /**
     * Returns what each character of the last whole window cost the mixture, waiting until that has learned it; there is a mixture, {@link #keepCosts} was
     * called before the window was done, and no step has told them ({@link #toldCosts}).
     */
    public WindowCosts windowCosts() {
        return mixture.orElseThrow().untold().each();
    }

    /** Returns what each character of a window cost of which the last step told the sum; null: it told none, or they were not kept. */
    public WindowCosts toldCosts() {
        return told;
    }

    /**
     * Returns a copy of the state of one lane that stands where the text that was learned ends, but for the last character: with a mixture at
     * the end of the last whole window, else where the last lane is.
     */
    public State reading() {
        return mixture.map(MixtureLearner::reading).orElseGet(() -> state.lane(state.batch() - 1));
    }

    private double update(double rate) {
        double norm = gradients.globalNorm(engine.workers(weights));
        // tf.clip_by_global_norm
        double most = settings.optimizer().clipNorm();
        double scale = norm > most ? most / norm : 1;
        optimizer.update(weights, gradients, new Optimizer.Step(scale, rate, steps), engine.workers(weights));
        return norm;
    }

    /** Returns the weights as they are; learning changes them. What was given to the mixture is learned. */
    public Parameters weights() {
        mixture.ifPresent(MixtureLearner::await);
        return weights;
    }

    /** Returns the carried state as it is; learning changes it. */
    public State state() {
        return state;
    }

    /** Returns the steps done. */
    public long steps() {
        return steps;
    }

    /** Returns the characters learned. */
    public long characters() {
        return characters;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    public LearnerSettings settings() {
        return settings;
    }

    public Engine engine() {
        return engine;
    }

    /**
     * Returns copies of everything that a later {@link #restore} needs, by name: the weights by the tutorial's names, the
     * carried state as {@code state/output} and {@code state/cell}, {@code [batch][layers*nodes]}, and the optimizer's slots such as
     * {@code adam/m/ix}; with a mixture what {@link MixtureLearner#tensors} gives; where text is learned again, that text and the state it is read with, under {@code replay/}.
     */
    public LinkedHashMap<String, INDArray> tensors() {
        var tensors = weights().named();
        tensors.put("state/output", state.output().toArray());
        tensors.put("state/cell", state.cell().toArray());
        mixture.ifPresent(counts -> tensors.putAll(counts.tensors()));
        optimizer
                .slots()
                .forEach((slot, values) ->
                        values.named().forEach((name, array) -> tensors.put(prefix(slot) + name, array)));
        rehearsal.ifPresent(past -> tensors.putAll(past.tensors()));
        return tensors;
    }

    private String prefix(String slot) {
        return settings.optimizer().algorithm() + "/" + slot + "/";
    }

    /**
     * Returns a learner that goes on exactly where another was.
     *
     * @param tensors what {@link #tensors} gave; copied
     * @param steps done so far
     * @param characters learned so far
     * @throws IllegalArgumentException naming the array that is missing or has another shape than the settings say
     */
    public static Learner restore(
            LearnerSettings settings, Engine engine, Map<String, INDArray> tensors, long steps, long characters) {
        long[] stateShape = {settings.window().batchSize(), settings.shape().width()};
        var state = State.of(
                Tensors.requireShape("state/output", tensors.get("state/output"), stateShape),
                Tensors.requireShape("state/cell", tensors.get("state/cell"), stateShape));
        var rehearsal = settings.window().replayWindows() == 0
                ? Optional.<Rehearsal>empty()
                : Optional.of(Rehearsal.restore(settings, tensors, steps));
        var learner = new Learner(settings, engine, Parameters.named(tensors), state, rehearsal);
        long perWindow = settings.window().steps();
        int into = (int) (steps % perWindow) * settings.window().unrollings();
        learner.mixture.ifPresent(counts -> counts.restore(tensors, into, steps >= perWindow));
        learner.optimizer
                .slots()
                .forEach((slot, values) -> values.assign(Parameters.named(learner.prefix(slot), tensors)));
        learner.steps = steps;
        learner.characters = characters;
        return learner;
    }
}
