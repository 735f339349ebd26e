package io.inkstream.mixture;

import static io.inkstream.mixture.VectorFunctions.load;
import static io.inkstream.mixture.VectorFunctions.weighted;

import io.inkstream.mixture.math.FloatMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * With the explicit vectors of {@code jdk.incubator.vector}. A number goes through the operations of {@link FloatMath} and {@link
 * ScalarArithmetic}; the last vector reaches beyond the count.
 */
public final class VectorArithmetic implements Arithmetic {

    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= LONGEST ? FloatVector.SPECIES_PREFERRED : FloatVector.SPECIES_512;

    private static final int L = SPECIES.length();

    @Override
    public void log(float[] x, int count) {
        for (int i = 0; i < count; i += L) {
            VectorFunctions.log(load(x, i)).intoArray(x, i);
        }
    }

    @Override
    public void exp(float[] x, float most, float[] exponentials, int count) {
        for (int i = 0; i < count; i += L) {
            VectorFunctions.exp(load(x, i).sub(most)).intoArray(exponentials, i);
        }
    }

    /** A method for each loop: into one that has them all C2 stops to inline, and vectors become objects. */
    @Override
    public void opine(Forecast f, int k, int parent, int count) {
        var lists = f.lists[k];
        float[] above = f.probabilities[parent];
        float[] logAbove = f.interpolated(parent);
        float[] recently = lists.recently;
        float[] probability = f.probabilities[k];
        interpolate(above, lists.share, lists.counted, probability, count);
        logs(probability, recently, logAbove, f.shareLogs[2 * k], f.interpolated(k), count);
        float[] recent = f.recent(k);
        interpolate(above, lists.recentShare, recently, recent, count);
        logs(recent, recently, logAbove, f.shareLogs[2 * k + 1], recent, count);
        hits(lists.hits, logAbove, lists.logUnlisted, f.indirect(k), count);
    }

    private static void interpolate(float[] above, float share, float[] own, float[] into, int count) {
        for (int i = 0; i < count; i += L) {
            load(above, i).mul(share).add(load(own, i)).intoArray(into, i);
        }
    }

    private static void logs(float[] x, float[] recently, float[] logAbove, float logShare, float[] into, int count) {
        for (int i = 0; i < count; i += L) {
            var log = load(logAbove, i).add(logShare);
            var listed = load(recently, i).compare(VectorOperators.GT, 0);
            if (listed.anyTrue()) {
                log = log.blend(VectorFunctions.log(load(x, i)), listed);
            }
            log.intoArray(into, i);
        }
    }

    private static void hits(float[] hits, float[] logAbove, float logUnlisted, float[] into, int count) {
        for (int i = 0; i < count; i += L) {
            var hit = load(hits, i);
            load(logAbove, i)
                    .add(logUnlisted)
                    .blend(hit, hit.compare(VectorOperators.LE, 0))
                    .intoArray(into, i);
        }
    }

    @Override
    public void mix(Forecast f, int count) {
        for (int mixer = 0; mixer < Mixer.COUNT; mixer += 2) {
            mix(
                    f.opinions,
                    f.added,
                    f.mixerWeights[mixer],
                    f.mixerWeightsAt[mixer],
                    f.mixedLogs[mixer],
                    f.mixerWeights[mixer + 1],
                    f.mixerWeightsAt[mixer + 1],
                    f.mixedLogs[mixer + 1],
                    count);
        }
    }

    /** Two mixers at once: opinions are read once for both, and neither's sum waits for the other's. */
    private static void mix(
            float[][] opinions,
            float[] added,
            float[] weights,
            int at,
            float[] sums,
            float[] otherWeights,
            int otherAt,
            float[] otherSums,
            int count) {
        for (int i = 0; i < count; i += L) {
            var sum = load(added, i);
            var otherSum = sum;
            for (int q = 0; q < Forecast.OPINIONS; q += 4) {
                var one = load(opinions[q], i);
                var two = load(opinions[q + 1], i);
                var three = load(opinions[q + 2], i);
                var four = load(opinions[q + 3], i);
                sum = sum.add(weighted(one, two, three, four, weights, at + q));
                otherSum = otherSum.add(weighted(one, two, three, four, otherWeights, otherAt + q));
            }
            sum.intoArray(sums, i);
            otherSum.intoArray(otherSums, i);
        }
    }
}
