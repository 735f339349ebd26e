package io.inkstream.model;

/**
 * SplitMix64 by counter (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", figure 16): the n-th
 * number of a seed without the ones before, so that a place in the sequence is two numbers that can be stored.
 *
 * @param seed which sequence
 * @param counter which number of it, from 0
 */
public record CounterRandom(long seed, long counter) {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** Returns this number of the sequence, uniform in [0, 1), with 53 bits. */
    public double uniform() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    /** Returns this number of the sequence as 64 bits. */
    public long bits() {
        long z = seed + (counter + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Returns this number of the sequence as a seed for another, from 0 to 2⁵³ - 1: a reader whose numbers are all float64, as
     * JavaScript's are, gets it as it is, and can ask for the same again.
     */
    public long seedForAll() {
        return bits() >>> 11;
    }

    /** Returns the place after this one. */
    public CounterRandom next() {
        return new CounterRandom(seed, counter + 1);
    }
}
