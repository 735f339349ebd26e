package io.inkstream.mixture;

import io.inkstream.mixture.count.ExpertRates;
import io.inkstream.mixture.count.Level;
import java.util.Arrays;

/**
 * Logits that are added to every mixer's sum, each learned by the gradient of the blend: one for each expert and state of a listed symbol
 * (or of a list that a symbol is not in), and a weight for how far an expert's indirect opinion is from its parent's. What all candidates
 * would get alike changes nothing, so that only listed ones are gone through.
 */
final class AddedLogits {

    private static final float RATE = 0.002f;
    private static final float STRETCH_RATE = 0.0005f;
    private static final int STATES = Expert.UNLISTED + Level.COUNT * Level.COUNT;
    private static final int STRETCHES = 2 * Level.COUNT * Level.COUNT;

    final float[] logits = new float[Forecast.EXPERTS * STATES];
    final float[] stretches = new float[Forecast.EXPERTS * STRETCHES];

    void predict(Forecast f, ExpertRates[] rates) {
        Arrays.fill(f.added, 0, f.candidates.count() + 1, 0);
        for (int k = 0; k < Forecast.EXPERTS; k++) {
            int parent = Context.CHAIN.get(k).parent();
            if (f.listed[k] == 0) {
                continue;
            }
            int of = k * STATES;
            float unlisted = logits[of + Expert.UNLISTED + f.unlistedAt[k]];
            float stretch = parent < 0 ? 0 : stretches[k * STRETCHES + f.shareAt[k]];
            float[] indirect = f.indirect(k);
            float[] above = f.interpolated(Math.max(0, parent));
            float apart = rates[k].unlisted.log(f.unlistedAt[k]);
            for (int j = 0; j < f.listed[k]; j++) {
                int i = f.listedAt[k][j];
                f.added[i] += logits[of + f.states[k][j]] - unlisted + stretch * (indirect[i] - above[i] - apart);
            }
        }
    }

    /** @param came number of the candidate or escape */
    void learn(Forecast f, int came, Expert[] experts, ExpertRates[] rates) {
        for (int k = 0; k < Forecast.EXPERTS; k++) {
            if (experts[k].length(f.nodes[k]) == 0) {
                continue;
            }
            int parent = Context.CHAIN.get(k).parent();
            int of = k * STATES;
            float[] indirect = f.indirect(k);
            float[] above = f.interpolated(Math.max(0, parent));
            float apart = rates[k].unlisted.log(f.unlistedAt[k]);
            int unlisted = of + Expert.UNLISTED + f.unlistedAt[k];
            int cameAt = unlisted;
            float target = apart;
            float mass = 0;
            float expected = 0;
            for (int j = 0; j < f.listed[k]; j++) {
                int i = f.listedAt[k][j];
                float p = f.blended[i];
                float difference = indirect[i] - above[i];
                mass += p;
                expected += p * difference;
                logits[of + f.states[k][j]] -= RATE * p;
                if (i == came) {
                    cameAt = of + f.states[k][j];
                    target = difference;
                }
            }
            logits[unlisted] -= RATE * (1 - mass);
            logits[cameAt] += RATE;
            if (parent >= 0) {
                stretches[k * STRETCHES + f.shareAt[k]] += STRETCH_RATE * (target - expected - (1 - mass) * apart);
            }
        }
    }
}
