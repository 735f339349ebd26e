package io.inkstream.mixture.math;

/**
 * Exponential function and logarithm in float, in single operations of Java: the same bits on every machine, where those of {@link Math}
 * may differ in the last, and several times as fast as those of {@link StrictMath}. The polynomials are those of Cephes (Moshier 1992,
 * {@code expf} and {@code logf}); a test holds them within 2e-7 of the truth, in proportion.
 */
public final class FloatMath {

    public static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts, the first of so few digits that its products with small whole numbers are exact. */
    public static final float LN2_HIGH = 0.693359375f;

    public static final float LN2_LOW = -2.12194440e-4f;
    public static final float SQRT_HALF = 0.70710678f;

    /** Below it the result of {@link #exp} is 0. */
    public static final float LEAST = -87;

    /** Added and taken away, it leaves the nearest whole number. */
    public static final float ROUND = 0x1.8p23f;

    public static final int MANTISSA_BITS = 23;
    public static final int BIAS = 127;

    public static final float EXP_0 = 1.9875691500e-4f;
    public static final float EXP_1 = 1.3981999507e-3f;
    public static final float EXP_2 = 8.3334519073e-3f;
    public static final float EXP_3 = 4.1665795894e-2f;
    public static final float EXP_4 = 1.6666665459e-1f;
    public static final float EXP_5 = 5.0000001201e-1f;

    public static final float LOG_0 = 7.0376836292e-2f;
    public static final float LOG_1 = -1.1514610310e-1f;
    public static final float LOG_2 = 1.1676998740e-1f;
    public static final float LOG_3 = -1.2420140846e-1f;
    public static final float LOG_4 = 1.4249322787e-1f;
    public static final float LOG_5 = -1.6668057665e-1f;
    public static final float LOG_6 = 2.0000714765e-1f;
    public static final float LOG_7 = -2.4999993993e-1f;
    public static final float LOG_8 = 3.3333331174e-1f;

    private FloatMath() {}

    /** @param x at most 88 */
    public static float exp(float x) {
        if (x < LEAST) {
            return 0;
        }
        float k = x * LOG2_E + ROUND - ROUND;
        float r = x - k * LN2_HIGH - k * LN2_LOW;
        float p = EXP_0;
        p = p * r + EXP_1;
        p = p * r + EXP_2;
        p = p * r + EXP_3;
        p = p * r + EXP_4;
        p = p * r + EXP_5;
        return (p * r * r + r + 1) * Float.intBitsToFloat((int) k + BIAS << MANTISSA_BITS);
    }

    /** @param x a normal number above 0 */
    public static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits >>> MANTISSA_BITS) - BIAS + 1;
        float m = Float.intBitsToFloat(bits & (1 << MANTISSA_BITS) - 1 | BIAS - 1 << MANTISSA_BITS);
        if (m < SQRT_HALF) {
            exponent--;
            m += m;
        }
        m -= 1;
        float square = m * m;
        float p = LOG_0;
        p = p * m + LOG_1;
        p = p * m + LOG_2;
        p = p * m + LOG_3;
        p = p * m + LOG_4;
        p = p * m + LOG_5;
        p = p * m + LOG_6;
        p = p * m + LOG_7;
        p = p * m + LOG_8;
        return m + (p * m * square + exponent * LN2_LOW - 0.5f * square) + exponent * LN2_HIGH;
    }
}
