package io.inkstream.mixture;

import io.inkstream.mixture.math.FloatMath;
import java.util.ServiceLoader;

/**
 * What is computed of many candidates at once. Every number comes from single operations of IEEE 754 in an order that {@link
 * ScalarArithmetic} says: all providers give the same bits, on every processor. Stateless: threads share one.
 *
 * <p>Arrays that are written have room for whole vectors, {@link #room}: what stands behind the count may be overwritten with anything.
 */
interface Arithmetic {

    /** Numbers that the longest vectors have. */
    int LONGEST = 16;

    /** With explicit vectors where the JVM was started with {@code --add-modules jdk.incubator.vector}, else in plain Java. */
    Arithmetic BEST = best();

    private static Arithmetic best() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? ServiceLoader.load(Arithmetic.class).findFirst().orElseGet(ScalarArithmetic::new)
                : new ScalarArithmetic();
    }

    /** Returns the length of an array for so many. */
    static int room(int count) {
        return (count + LONGEST - 1) / LONGEST * LONGEST;
    }

    /** x = log(x), as {@link FloatMath#log}. */
    void log(float[] x, int count);

    /** exponentials = exp(x - most), as {@link FloatMath#exp}. */
    void exp(float[] x, float most, float[] exponentials, int count);

    /**
     * Makes an expert's opinions of its parent's and of what it {@linkplain Expert#ask lists}, for so many candidates.
     *
     * @param k the expert
     * @param parent its parent, which has its opinions
     */
    void opine(Forecast f, int k, int parent, int count);

    /**
     * Adds weighted opinions up for all mixers: what is added, and then four opinions at a time, of which the sums of two pairs are added.
     * Leaves {@link Forecast#mixedLogs} of so many candidates.
     */
    void mix(Forecast f, int count);
}
