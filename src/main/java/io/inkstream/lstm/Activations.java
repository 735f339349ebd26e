package io.inkstream.lstm;

/**
 * Element-by-element arithmetic of a step on whole arrays in the heap. Each loop is one that C2 turns into vector instructions, on
 * Java 17 as on 25, which asks for this: one non-linearity in a loop, arrays from the same index, no conversion between float and
 * int. (Direct buffers take ten times as long: C2 does not vectorise these loops on them.) Single operations of Java are the
 * same bits on every processor, vectorised or not.
 */
final class Activations {

    /** Where tanh is 1 in float32. */
    private static final float TANH_END = 7.90531110763549805f;

    private static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts: the first has so few digits that its products with whole numbers are exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;
    /** Added and taken away, it leaves the nearest whole number. */
    private static final float ROUND = 12_582_912f;

    private static final float EXP_END = -87f;
    private static final float[] POWERS_OF_HALF = new float[128];

    static {
        for (int k = 0; k < POWERS_OF_HALF.length; k++) {
            POWERS_OF_HALF[k] = (float) StrictMath.pow(2, -k);
        }
    }

    private Activations() {}

    /**
     * The quotient of two polynomials of Eigen's {@code ptanh_float}, within 4e-7 of the hyperbolic tangent (a test holds it).
     * NaN stays NaN.
     */
    private static float tanh(float x) {
        float v = Math.max(-TANH_END, Math.min(TANH_END, x));
        float s = v * v;
        float p = -2.76076847742355e-16f;
        p = p * s + 2.00018790482477e-13f;
        p = p * s - 8.60467152213735e-11f;
        p = p * s + 5.12229709037114e-08f;
        p = p * s + 1.48572235717979e-05f;
        p = p * s + 6.37261928875436e-04f;
        p = p * s + 4.89352455891786e-03f;
        float q = 1.19825839466702e-06f;
        q = q * s + 1.18534705686654e-04f;
        q = q * s + 2.26843463243900e-03f;
        q = q * s + 4.89352518554385e-03f;
        return v * p / q;
    }

    private static float sigmoid(float x) {
        return 0.5f + 0.5f * tanh(0.5f * x);
    }

    /** x = sigmoid(x). */
    static void sigmoid(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = sigmoid(x[i]);
        }
    }

    /**
     * x = 1 - s + s · tanh(s · x): where s is a half the sigmoid, where it is 1 the tanh. One loop over all gates, since a short one spends
     * most of its time on the elements that do not fill a vector.
     */
    static void tanhScaled(float[] x, float[] scales, int count) {
        for (int i = 0; i < count; i++) {
            float s = scales[i];
            x[i] = 1 - s + s * tanh(s * x[i]);
        }
    }

    /** into = tanh(x); into may be x. */
    static void tanh(float[] x, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = tanh(x[i]);
        }
    }

    /** x = sigmoid(x + y) of the first so many. */
    static void sigmoidOfSum(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = sigmoid(x[i] + y[i]);
        }
    }

    /** x = tanh(x + y). */
    static void tanhOfSum(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = tanh(x[i] + y[i]);
        }
    }

    /** into = a · b. */
    static void multiply(float[] a, float[] b, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = a[i] * b[i];
        }
    }

    /** The cell after: into = forget · before + input · update. */
    static void cell(float[] input, float[] forget, float[] update, float[] before, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = forget[i] * before[i] + input[i] * update[i];
        }
    }

    /** Loss by the cell: byCell += byOutput · o · (1 - squashed²). */
    static void addByOutput(float[] byOutput, float[] gate, float[] squashed, float[] byCell, int count) {
        for (int i = 0; i < count; i++) {
            byCell[i] += byOutput[i] * gate[i] * (1 - squashed[i] * squashed[i]);
        }
    }

    /** Loss by what enters a sigmoid, over the sigmoid: s = by · factor · s · (1 - s). */
    static void throughSigmoid(float[] by, float[] factor, float[] s, int count) {
        for (int i = 0; i < count; i++) {
            s[i] = by[i] * factor[i] * s[i] * (1 - s[i]);
        }
    }

    /** Loss by what enters a tanh: into = by · factor · (1 - u²). */
    static void throughTanh(float[] by, float[] factor, float[] u, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = by[i] * factor[i] * (1 - u[i] * u[i]);
        }
    }

    /** x *= factor, of a range. */
    static void multiply(float[] factor, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= factor[i];
        }
    }

    /** largest = max(largest, x), of a range. */
    static void largest(float[] x, float[] largest, int from, int to) {
        for (int i = from; i < to; i++) {
            largest[i] = Math.max(largest[i], x[i]);
        }
    }

    /** x += bias, of a range. */
    static void add(float[] x, float bias, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] += bias;
        }
    }

    /** y += x, of a range. */
    static void add(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[i];
        }
    }

    /**
     * x = exp(x - largest) of a range, largest being no less than x; below e^-87 as that.
     *
     * @param halves scratch: how often the result is halved
     */
    static void exp(float[] x, float[] largest, float[] halves, int from, int to) {
        for (int i = from; i < to; i++) {
            float v = Math.max(EXP_END, x[i] - largest[i]);
            float k = (v * LOG2_E + ROUND) - ROUND;
            float r = v - k * LN2_HIGH - k * LN2_LOW;
            float p = 1.9875691500e-4f;
            p = p * r + 1.3981999507e-3f;
            p = p * r + 8.3334519073e-3f;
            p = p * r + 4.1665795894e-2f;
            p = p * r + 1.6666665459e-1f;
            p = p * r + 5.0000001201e-1f;
            x[i] = p * r * r + r + 1;
            halves[i] = -k;
        }
        for (int i = from; i < to; i++) {
            x[i] *= POWERS_OF_HALF[(int) halves[i]];
        }
    }

    /** into = scale / x, of a range. */
    static void inverse(float scale, float[] x, float[] into, int from, int to) {
        for (int i = from; i < to; i++) {
            into[i] = scale / x[i];
        }
    }
}
