package io.inkstream.mixture.count;

import io.inkstream.mixture.math.FloatMath;

/** For each context a curve from a probability to the one that was true of it, of 33 points at even distances of its logit from -8 to 8. */
public final class ProbabilityMap {

    private static final int POINTS = 33;
    private static final float PER_LOGIT = 2;
    private static final int MIDDLE = 16;

    public final float[] curves; // [contexts][33]

    /** Where a map stood, between two points. */
    public static final class Place {
        private int at;
        private float weight; // of the upper point
    }

    public ProbabilityMap(int contexts) {
        curves = new float[contexts * POINTS];
        for (int i = 0; i < POINTS; i++) {
            curves[i] = 1 / (1 + FloatMath.exp(-(i - MIDDLE) / PER_LOGIT));
        }
        for (int context = 1; context < contexts; context++) {
            System.arraycopy(curves, 0, curves, context * POINTS, POINTS);
        }
    }

    public float get(float p, int context, Place place) {
        float x = FloatMath.log(p / (1 - p)) * PER_LOGIT + MIDDLE;
        x = Math.min(Math.max(x, 0), POINTS - 1.001f);
        int point = (int) x;
        place.weight = x - point;
        place.at = context * POINTS + point;
        return curves[place.at] * (1 - place.weight) + curves[place.at + 1] * place.weight;
    }

    public void learn(Place place, boolean isTrue, float rate) {
        float target = isTrue ? 1 : 0;
        curves[place.at] += (target - curves[place.at]) * rate * (1 - place.weight);
        curves[place.at + 1] += (target - curves[place.at + 1]) * rate * place.weight;
    }
}
