package io.inkstream.learn;

/**
 * How gradients change weights.
 *
 * @param algorithm what is made of the gradients
 * @param learningRate rate by step
 * @param clipNorm largest global norm of the gradients; larger ones are scaled down to it
 * @param weightDecay share of the learning rate that every weight of the network is shrunk by with each of its changes; 0: none is
 */
public record OptimizerSettings(
        Optimizer.Algorithm algorithm, LearningRate learningRate, double clipNorm, double weightDecay) {

    /** @throws IllegalArgumentException naming the setting that is out of its range, and its value */
    public OptimizerSettings {
        if (algorithm == null) {
            throw new IllegalArgumentException("algorithm must be given: null");
        }
        if (learningRate == null) {
            throw new IllegalArgumentException("learningRate must be given: null");
        }
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("clipNorm must be above 0: " + clipNorm);
        }
        if (!(weightDecay >= 0 && weightDecay < 1)) {
            throw new IllegalArgumentException("weightDecay must be from 0 to below 1: " + weightDecay);
        }
    }
}
