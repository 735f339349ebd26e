package io.inkstream.learn;

import io.inkstream.model.MixtureTensors;
import io.inkstream.model.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a shard made of its part of a round.
 *
 * @param tensors what {@link Learner#tensors} gave at its end, without the mixture's lists of symbols, which follow from the text
 * @param learned all its steps as one: the last one's number, rate and norm, the mean of their losses, and sums
 * @param costs what each character of each window cost, in order; empty: not kept
 */
public record Part(Map<String, INDArray> tensors, Learner.Step learned, List<WindowCosts> costs) {

    /** Returns those of a learner's arrays that a part has. */
    static Map<String, INDArray> withoutLists(Map<String, INDArray> tensors) {
        var some = new LinkedHashMap<>(tensors);
        some.entrySet().removeIf(entry -> isList(entry.getKey(), entry.getValue()));
        return some;
    }

    private static boolean isList(String name, INDArray array) {
        return name.startsWith(MixtureTensors.PREFIX) && array.dataType() == DataType.INT32;
    }

    /** @throws IllegalArgumentException if it does not have the arrays that it began with, naming one */
    void requireLike(Map<String, INDArray> common) {
        common.forEach((name, array) -> {
            if (!isList(name, array)) {
                Tensors.requireShape(name, tensors.get(name), array.shape());
            }
        });
    }
}
