package io.inkstream.kernels;

/**
 * The functions of the network for one number, in single operations of Java. A provider with vectors does the same operations in the same
 * order on many at once.
 */
final class Functions {

    /** Where tanh is 1 in float32. */
    static final float TANH_END = 7.90531110763549805f;

    /** Numerator of Eigen's {@code ptanh_float}, the highest power first: of x² each, all times x. */
    static final float P0 = -2.76076847742355e-16f;

    static final float P1 = 2.00018790482477e-13f;
    static final float P2 = -8.60467152213735e-11f;
    static final float P3 = 5.12229709037114e-08f;
    static final float P4 = 1.48572235717979e-05f;
    static final float P5 = 6.37261928875436e-04f;
    static final float P6 = 4.89352455891786e-03f;

    /** Its denominator. */
    static final float Q0 = 1.19825839466702e-06f;

    static final float Q1 = 1.18534705686654e-04f;
    static final float Q2 = 2.26843463243900e-03f;
    static final float Q3 = 4.89352518554385e-03f;

    static final float LOG2_E = 1.44269504f;

    /** ln 2 in two parts: the first has so few digits that its products with whole numbers are exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;

    /** Added and taken away, it leaves the nearest whole number. */
    static final float ROUND = 12_582_912f;

    /** Below it an exponential is as there. Its power of 2 is no smaller than the smallest normal number. */
    static final float EXP_END = -87f;

    /** Of (e^r - 1 - r) / r² for r between -ln 2 / 2 and ln 2 / 2, the highest power first (Cephes, {@code expf}). */
    static final float E0 = 1.9875691500e-4f;

    static final float E1 = 1.3981999507e-3f;
    static final float E2 = 8.3334519073e-3f;
    static final float E3 = 4.1665795894e-2f;
    static final float E4 = 1.6666665459e-1f;
    static final float E5 = 5.0000001201e-1f;

    static final int EXPONENT_BIAS = 127;
    static final int MANTISSA_BITS = 23;

    private Functions() {}

    /** Within 4e-7 of the hyperbolic tangent (a test holds it). NaN stays NaN. */
    static float tanh(float x) {
        float v = Math.max(-TANH_END, Math.min(TANH_END, x));
        float s = v * v;
        float p = P0;
        p = p * s + P1;
        p = p * s + P2;
        p = p * s + P3;
        p = p * s + P4;
        p = p * s + P5;
        p = p * s + P6;
        float q = Q0;
        q = q * s + Q1;
        q = q * s + Q2;
        q = q * s + Q3;
        return v * p / q;
    }

    static float sigmoid(float x) {
        return 0.5f + 0.5f * tanh(0.5f * x);
    }

    /** e^x for x not above 0. */
    static float exp(float x) {
        float v = Math.max(EXP_END, x);
        float k = (v * LOG2_E + ROUND) - ROUND;
        float r = v - k * LN2_HIGH - k * LN2_LOW;
        float p = E0;
        p = p * r + E1;
        p = p * r + E2;
        p = p * r + E3;
        p = p * r + E4;
        p = p * r + E5;
        return (p * r * r + r + 1) * Float.intBitsToFloat((int) k + EXPONENT_BIAS << MANTISSA_BITS);
    }
}
