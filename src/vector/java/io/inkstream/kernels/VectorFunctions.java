package io.inkstream.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of vectors, for loops over them. {@code bin/inkstream} has the JVM inline them everywhere: where it does not, each vector that goes in or
 * comes out is an object, half a gigabyte of them a second.
 */
final class VectorFunctions {

    private static final VectorSpecies<Float> SPECIES = VectorKernels.SPECIES;
    private static final int ROUND_BITS = Float.floatToRawIntBits(Functions.ROUND);

    private VectorFunctions() {}

    static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(SPECIES, from, at);
    }

    static FloatVector oneMinus(FloatVector x) {
        return FloatVector.broadcast(SPECIES, 1).sub(x);
    }

    /** {@link Functions#tanh}. */
    static FloatVector tanh(FloatVector x) {
        var v = x.min(Functions.TANH_END).max(-Functions.TANH_END);
        var s = v.mul(v);
        var p = FloatVector.broadcast(SPECIES, Functions.P0)
                .mul(s)
                .add(Functions.P1)
                .mul(s)
                .add(Functions.P2)
                .mul(s)
                .add(Functions.P3)
                .mul(s)
                .add(Functions.P4)
                .mul(s)
                .add(Functions.P5)
                .mul(s)
                .add(Functions.P6);
        var q = FloatVector.broadcast(SPECIES, Functions.Q0)
                .mul(s)
                .add(Functions.Q1)
                .mul(s)
                .add(Functions.Q2)
                .mul(s)
                .add(Functions.Q3);
        return v.mul(p).div(q);
    }

    /** {@link Functions#exp}. */
    static FloatVector exp(FloatVector x) {
        var v = x.max(Functions.EXP_END);
        // The whole number stands in the lowest bits of what it was rounded with.
        var rounded = v.mul(Functions.LOG2_E).add(Functions.ROUND);
        var k = rounded.sub(Functions.ROUND);
        var r = v.sub(k.mul(Functions.LN2_HIGH)).sub(k.mul(Functions.LN2_LOW));
        var p = FloatVector.broadcast(SPECIES, Functions.E0)
                .mul(r)
                .add(Functions.E1)
                .mul(r)
                .add(Functions.E2)
                .mul(r)
                .add(Functions.E3)
                .mul(r)
                .add(Functions.E4)
                .mul(r)
                .add(Functions.E5);
        var power = rounded.reinterpretAsInts()
                .add(Functions.EXPONENT_BIAS - ROUND_BITS)
                .lanewise(VectorOperators.LSHL, Functions.MANTISSA_BITS)
                .reinterpretAsFloats();
        return p.mul(r).mul(r).add(r).add(1).mul(power);
    }
}
