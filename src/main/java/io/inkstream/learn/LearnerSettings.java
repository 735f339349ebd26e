package io.inkstream.learn;

import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.NetworkShape;
import io.inkstream.text.Vocabulary;

/**
 * Everything that decides what a learner makes of a text.
 *
 * @param vocabulary the characters
 * @param network what learns them
 * @param window how the text is walked through
 * @param optimizer how gradients change weights
 * @param mixture size of the mixture beside the network
 * @param seed what the starting weights and the windows to be learned again are drawn from
 * @param rounds how it is shared out among learners
 */
public record LearnerSettings(
        Vocabulary vocabulary,
        NetworkSettings network,
        WindowSettings window,
        OptimizerSettings optimizer,
        MixtureSize mixture,
        long seed,
        RoundSettings rounds) {

    /** Of a model that is learned by one learner. */
    public LearnerSettings(
            Vocabulary vocabulary,
            NetworkSettings network,
            WindowSettings window,
            OptimizerSettings optimizer,
            MixtureSize mixture,
            long seed) {
        this(vocabulary, network, window, optimizer, mixture, seed, RoundSettings.ALONE);
    }

    /** Returns the size of the network. */
    public NetworkShape shape() {
        return new NetworkShape(vocabulary.size(), network.nodes(), network.layers(), mixture);
    }

    /** Returns the characters that are learned in a round. */
    public long charactersOfRound() {
        return rounds.allWindows() * window.characters();
    }

    /** Returns the same of a network alone. */
    public LearnerSettings withoutMixture() {
        return new LearnerSettings(vocabulary, network, window, optimizer, MixtureSize.NONE, seed, rounds);
    }
}
