package io.inkstream.learn;

import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.NetworkShape;
import io.inkstream.text.Vocabulary;

/**
 * Everything that decides what a learner makes of a text.
 *
 * @param vocabulary {@code text8} or {@code bytes}
 * @param nodes hidden units of a layer
 * @param layers LSTM layers
 * @param batchSize lanes learned side by side
 * @param segmentLength characters a lane walks in one window
 * @param unrollings characters a lane moves on with a step, over which errors are propagated back
 * @param optimizer {@code sgd} or {@code adam}
 * @param learningRate rate by step
 * @param clipNorm largest global norm of the gradients; larger ones are scaled down to it
 * @param forgetBias what the forget gates' biases start from
 * @param initialMean mean of the starting weights before truncation
 * @param initialDeviation standard deviation of the starting weights before truncation
 * @param seed what the starting weights and the windows to be learned again are drawn from
 * @param replayWindows newest windows of text of which one, drawn at random, is learned again beside each new one; 0: none is
 * @param mixture size of the mixture
 * @param weightDecay share of the learning rate that every weight of the network is shrunk by with each of its changes; 0: none is
 * @param resetWindows windows after which one lane begins again from a state of zero, the lanes in turn; 0: none ever does
 */
public record LearnerSettings(
        String vocabulary,
        int nodes,
        int layers,
        int batchSize,
        int segmentLength,
        int unrollings,
        String optimizer,
        LearningRate learningRate,
        double clipNorm,
        double forgetBias,
        double initialMean,
        double initialDeviation,
        long seed,
        int replayWindows,
        MixtureSize mixture,
        double weightDecay,
        int resetWindows) {

    /** @throws IllegalArgumentException naming the setting that is out of its range, and its value */
    public LearnerSettings {
        new NetworkShape(Vocabulary.named(vocabulary).size(), nodes, layers, mixture);
        Optimizer.requireKnown(optimizer);
        NetworkShape.requireAtLeastOne("batchSize", batchSize);
        NetworkShape.requireAtLeastOne("segmentLength", segmentLength);
        NetworkShape.requireAtLeastOne("unrollings", unrollings);
        if (learningRate == null) {
            throw new IllegalArgumentException("learningRate must be given: null");
        }
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("clipNorm must be above 0: " + clipNorm);
        }
        requireFinite("forgetBias", forgetBias);
        requireFinite("initialMean", initialMean);
        requireFinite("initialDeviation", initialDeviation);
        if (initialDeviation < 0) {
            throw new IllegalArgumentException("initialDeviation must not be negative: " + initialDeviation);
        }
        if (replayWindows < 0) {
            throw new IllegalArgumentException("replayWindows must be 0 or more: " + replayWindows);
        }
        if (!(weightDecay >= 0 && weightDecay < 1)) {
            throw new IllegalArgumentException("weightDecay must be from 0 to below 1: " + weightDecay);
        }
        if (resetWindows < 0) {
            throw new IllegalArgumentException("resetWindows must be 0 or more: " + resetWindows);
        }
    }

    /** Whose weights are not shrunk, and whose lanes never begin again. */
    public LearnerSettings(
            String vocabulary,
            int nodes,
            int layers,
            int batchSize,
            int segmentLength,
            int unrollings,
            String optimizer,
            LearningRate learningRate,
            double clipNorm,
            double forgetBias,
            double initialMean,
            double initialDeviation,
            long seed,
            int replayWindows,
            MixtureSize mixture) {
        this(
                vocabulary,
                nodes,
                layers,
                batchSize,
                segmentLength,
                unrollings,
                optimizer,
                learningRate,
                clipNorm,
                forgetBias,
                initialMean,
                initialDeviation,
                seed,
                replayWindows,
                mixture,
                0,
                0);
    }

    /** A network alone, that learns nothing again; the rest as above. */
    public LearnerSettings(
            String vocabulary,
            int nodes,
            int layers,
            int batchSize,
            int segmentLength,
            int unrollings,
            String optimizer,
            LearningRate learningRate,
            double clipNorm,
            double forgetBias,
            double initialMean,
            double initialDeviation,
            long seed) {
        this(
                vocabulary,
                nodes,
                layers,
                batchSize,
                segmentLength,
                unrollings,
                optimizer,
                learningRate,
                clipNorm,
                forgetBias,
                initialMean,
                initialDeviation,
                seed,
                0,
                MixtureSize.NONE);
    }

    /**
     * Returns the tutorial's settings. Its generator knows no windows; 1000 characters a lane keep a window at 64 thousand.
     */
    public static LearnerSettings tutorial() {
        return new LearnerSettings(
                "text8", 64, 1, 64, 1000, 10, "sgd", new LearningRate(10.0, 0.1, 5000), 1.25, 0, -0.1, 0.1, 0);
    }

    /** Returns the size of the network. */
    public NetworkShape shape() {
        return new NetworkShape(Vocabulary.named(vocabulary).size(), nodes, layers, mixture);
    }

    /** Returns the same of a network alone. */
    public LearnerSettings withoutMixture() {
        return new LearnerSettings(
                vocabulary,
                nodes,
                layers,
                batchSize,
                segmentLength,
                unrollings,
                optimizer,
                learningRate,
                clipNorm,
                forgetBias,
                initialMean,
                initialDeviation,
                seed,
                replayWindows,
                MixtureSize.NONE,
                weightDecay,
                resetWindows);
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be a number: " + value);
        }
    }
}
