package io.inkstream.mixture;

import io.inkstream.mixture.math.FloatMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Functions of vectors, for loops over them, which {@code bin/inkstream} has the JVM inline everywhere: else each vector is an object. */
final class VectorFunctions {

    private static final VectorSpecies<Float> SPECIES = VectorArithmetic.SPECIES;
    private static final int ROUND_BITS = Float.floatToRawIntBits(FloatMath.ROUND);
    private static final int MANTISSA = (1 << FloatMath.MANTISSA_BITS) - 1;

    private VectorFunctions() {}

    static FloatVector weighted(
            FloatVector one, FloatVector two, FloatVector three, FloatVector four, float[] weights, int at) {
        return one.mul(weights[at])
                .add(two.mul(weights[at + 1]))
                .add(three.mul(weights[at + 2]).add(four.mul(weights[at + 3])));
    }

    static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(SPECIES, from, at);
    }

    /** {@link FloatMath#log}. */
    static FloatVector log(FloatVector x) {
        var bits = x.reinterpretAsInts();
        var fraction = bits.and(MANTISSA)
                .or(FloatMath.BIAS - 1 << FloatMath.MANTISSA_BITS)
                .reinterpretAsFloats();
        var isLow = fraction.compare(VectorOperators.LT, FloatMath.SQRT_HALF);
        // A whole number added to the bits of the rounding number is added to the number.
        var exponent = bits.lanewise(VectorOperators.LSHR, FloatMath.MANTISSA_BITS)
                .add(ROUND_BITS - FloatMath.BIAS + 1)
                .reinterpretAsFloats()
                .sub(FloatMath.ROUND);
        var e = exponent.blend(exponent.sub(1), isLow);
        var m = fraction.blend(fraction.add(fraction), isLow).sub(1);
        var square = m.mul(m);
        var p = FloatVector.broadcast(SPECIES, FloatMath.LOG_0)
                .mul(m)
                .add(FloatMath.LOG_1)
                .mul(m)
                .add(FloatMath.LOG_2)
                .mul(m)
                .add(FloatMath.LOG_3)
                .mul(m)
                .add(FloatMath.LOG_4)
                .mul(m)
                .add(FloatMath.LOG_5)
                .mul(m)
                .add(FloatMath.LOG_6)
                .mul(m)
                .add(FloatMath.LOG_7)
                .mul(m)
                .add(FloatMath.LOG_8);
        var low = p.mul(m).mul(square).add(e.mul(FloatMath.LN2_LOW)).sub(square.mul(0.5f));
        return m.add(low).add(e.mul(FloatMath.LN2_HIGH));
    }

    /** {@link FloatMath#exp}. */
    static FloatVector exp(FloatVector x) {
        var rounded = x.mul(FloatMath.LOG2_E).add(FloatMath.ROUND);
        var k = rounded.sub(FloatMath.ROUND);
        var r = x.sub(k.mul(FloatMath.LN2_HIGH)).sub(k.mul(FloatMath.LN2_LOW));
        var p = FloatVector.broadcast(SPECIES, FloatMath.EXP_0)
                .mul(r)
                .add(FloatMath.EXP_1)
                .mul(r)
                .add(FloatMath.EXP_2)
                .mul(r)
                .add(FloatMath.EXP_3)
                .mul(r)
                .add(FloatMath.EXP_4)
                .mul(r)
                .add(FloatMath.EXP_5);
        var power = rounded.reinterpretAsInts()
                .add(FloatMath.BIAS - ROUND_BITS)
                .lanewise(VectorOperators.LSHL, FloatMath.MANTISSA_BITS)
                .reinterpretAsFloats();
        var exponential = p.mul(r).mul(r).add(r).add(1).mul(power);
        return exponential.blend(0, x.compare(VectorOperators.LT, FloatMath.LEAST));
    }
}
