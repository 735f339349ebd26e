package io.inkstream.model;

import io.inkstream.mixture.Mixture;
import io.inkstream.mixture.MixtureArrays;
import io.inkstream.mixture.MixtureSize;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a mixture has learned as arrays of a checkpoint, int32 and float32, named as {@link MixtureArrays} names them. */
public final class MixtureTensors {

    /** What their names begin with. */
    public static final String PREFIX = "mixture/";

    private MixtureTensors() {}

    /** Returns copies. */
    public static Map<String, INDArray> of(Mixture mixture) {
        var tensors = new LinkedHashMap<String, INDArray>();
        var arrays = mixture.arrays();
        arrays.ints().forEach((name, array) -> tensors.put(PREFIX + name, Tensors.of(array, array.length)));
        arrays.floats().forEach((name, array) -> tensors.put(PREFIX + name, Tensors.of(array, array.length)));
        return tensors;
    }

    /**
     * Has a mixture take over what {@link #of} gave.
     *
     * @param prefix what the names begin with
     * @throws IllegalArgumentException naming the array that is missing, of another length or type, or makes no sense
     */
    static void restore(Mixture mixture, String prefix, Map<String, INDArray> byName) {
        mixture.assign(arrays(prefix, byName));
    }

    /** Returns the mixture's arrays among others, by the names that it has for them. @param prefix what the names begin with */
    public static MixtureArrays arrays(String prefix, Map<String, INDArray> byName) {
        var ints = new LinkedHashMap<String, int[]>();
        var floats = new LinkedHashMap<String, float[]>();
        byName.forEach((name, array) -> {
            if (name.startsWith(prefix + PREFIX)) {
                String own = name.substring(prefix.length() + PREFIX.length());
                if (array.dataType() == DataType.INT32) {
                    ints.put(own, Tensors.ints(array));
                } else {
                    floats.put(own, Tensors.floats(array));
                }
            }
        });
        return new MixtureArrays(ints, floats);
    }

    /**
     * Returns the size of the mixture that is among such arrays.
     *
     * @throws IllegalArgumentException if its first table is of no size that there is
     */
    static MixtureSize size(String prefix, Map<String, INDArray> byName) {
        String name = prefix + PREFIX + MixtureSize.SIZED;
        var table = byName.get(name);
        return table == null ? MixtureSize.NONE : MixtureSize.of(name, table.length());
    }
}
