package io.inkstream.checkpoint;

import io.inkstream.model.Tensors;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays without NaN and infinities: from one of these on, whatever is computed with it is none either. */
final class FiniteArrays {

    /** In arrays under this prefix NaN stands for what is not known yet. */
    private static final String SCORES = "scores/";

    private FiniteArrays() {}

    /** @throws IllegalArgumentException naming the first array with a value that is not finite, and the value's place */
    static void require(Map<String, INDArray> arrays) {
        arrays.forEach((name, array) -> {
            if (!name.startsWith(SCORES) && array.dataType() != DataType.INT32) {
                require(name, array);
            }
        });
    }

    private static void require(String name, INDArray array) {
        float[] values = Tensors.floats(array);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("array " + name + " must have finite numbers only: element " + i
                        + " of " + values.length + " is " + values[i]);
            }
        }
    }
}
