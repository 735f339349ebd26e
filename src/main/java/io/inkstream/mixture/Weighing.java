package io.inkstream.mixture;

import io.inkstream.mixture.count.ExpertRates;

/**
 * All that is learned about whom to believe: how far each expert is right, the weights by which {@link Mixer}s mix opinions, their
 * {@link Blend} and the {@link Correction}. A mixture has two, one for text that is new and one for text that stands word for word in what it
 * has learned. In the second the longest contexts are always right: were it the same, it would be learned there to believe them alone, and
 * whoever learns a text twice would be worse at every other.
 */
final class Weighing {

    private final Expert[] experts;
    private final ExpertRates[] rates = new ExpertRates[Forecast.EXPERTS];
    private final AddedLogits added = new AddedLogits();
    private final Mixer[] mixers = new Mixer[Mixer.COUNT];
    private final Blend blend = new Blend();
    private final Correction correction = new Correction();

    Weighing(Expert[] experts) {
        this.experts = experts;
        for (int k = 0; k < rates.length; k++) {
            rates[k] = new ExpertRates();
        }
        for (int number = 0; number < mixers.length; number++) {
            mixers[number] = new Mixer(number, WeightSets.SIZES[number]);
        }
    }

    /** Has the experts say what they think of the candidates. */
    void ask(Forecast f) {
        for (int k = 0; k < experts.length; k++) {
            experts[k].ask(f, rates[k]);
        }
        Arithmetic.BEST.log(f.shareLogs, 2 * experts.length);
        for (var expert : experts) {
            expert.opine(f);
        }
    }

    /** Makes one prediction of all opinions. @param matchLevel of the first match, below 32 */
    void mix(Forecast f, TextContext text, int matchLevel) {
        added.predict(f, rates);
        Mixer.predict(mixers, f);
        blend.predict(f, text);
        correction.predict(f, text, matchLevel);
    }

    /** Learns from what came. @param came number of the candidate or escape */
    void learn(Forecast f, TextContext text, int symbol, int came) {
        correction.learn(f, came);
        added.learn(f, came, experts, rates);
        blend.learn(f, text, came);
        for (var mixer : mixers) {
            mixer.learn(f, came);
        }
        for (int k = 0; k < experts.length; k++) {
            experts[k].learn(f, symbol, came, rates[k]);
        }
    }

    /** Hands over its arrays, each with its name. */
    void arrays(ArraySink sink) {
        for (int k = 0; k < rates.length; k++) {
            String of = "expert/" + k + "/";
            sink.add(of + "shares", rates[k].shares.values);
            sink.add(of + "shares/seen", rates[k].shares.seen);
            sink.add(of + "recent", rates[k].recentShares.values);
            sink.add(of + "recent/seen", rates[k].recentShares.seen);
            sink.add(of + "hits", rates[k].hits.rates);
            sink.add(of + "hits/seen", rates[k].hits.seen);
            sink.add(of + "unlisted", rates[k].unlisted.rates);
            sink.add(of + "unlisted/seen", rates[k].unlisted.seen);
        }
        sink.add("added/logits", added.logits);
        sink.add("added/stretches", added.stretches);
        for (int i = 0; i < mixers.length; i++) {
            sink.add("mixer/" + i + "/weights", mixers[i].weights);
            sink.add("mixer/" + i + "/learned", mixers[i].learned);
        }
        sink.add("blend/weights", blend.weights);
        sink.add("blend/biases", blend.biases);
        sink.add("blend/pairs", blend.pairBiases);
        sink.add("correction/first/pair", correction.firstByPair.curves);
        sink.add("correction/first/match", correction.firstByMatch.curves);
        sink.add("correction/second/pair", correction.secondByPair.curves);
    }

    /** Takes an array by its name. */
    interface ArraySink {
        void add(String name, float[] array);
    }

    /** Makes anew what follows from what was restored. */
    void restored() {
        for (var of : rates) {
            of.refresh();
        }
    }
}
