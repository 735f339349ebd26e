package io.inkstream.lstm;

/**
 * How the next character is drawn. The parts work in this order: repetition penalty, temperature, min-p, top-k, top-p, draw.
 *
 * @param temperature divides the logits; 0: the likeliest character, whatever the parts after it say
 * @param topK only the so many likeliest ids are drawn; 0: all
 * @param topP only the likeliest ids that together have this probability are drawn (Holtzman et al. 2020); 1: all
 * @param minP only ids with at least this share of the likeliest one's probability are drawn; 0: all
 * @param repetitionPenalty divides a positive logit, multiplies a negative one, of an id that was read or written lately
 *     (Keskar et al. 2019, section 4.1); 1: none
 * @param repetitionWindow how many ids back "lately" reaches
 */
public record Sampling(
        double temperature, int topK, double topP, double minP, double repetitionPenalty, int repetitionWindow) {

    /** The most that {@code repetitionWindow} may be, in ids: as many as a text's position remembers. */
    public static final int WINDOW_MAX = 256;

    /** @throws IllegalArgumentException naming what is out of its range, and its value */
    public Sampling {
        require(
                temperature >= 0 && Double.isFinite(temperature),
                "temperature must be 0 or a number above it",
                temperature);
        require(topK >= 0, "topK must be 0 or a number above it", topK);
        require(topP > 0 && topP <= 1, "topP must be above 0 and at most 1", topP);
        require(minP >= 0 && minP <= 1, "minP must be from 0 to 1", minP);
        require(
                repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
                "repetitionPenalty must be a number above 0",
                repetitionPenalty);
        require(
                repetitionWindow >= 0 && repetitionWindow <= WINDOW_MAX,
                "repetitionWindow must be from 0 to " + WINDOW_MAX,
                repetitionWindow);
    }

    /** At this temperature, and nothing else. */
    public static Sampling at(double temperature) {
        return new Sampling(temperature, 0, 1, 0, 1, 0);
    }

    private static void require(boolean holds, String what, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + found);
        }
    }
}
