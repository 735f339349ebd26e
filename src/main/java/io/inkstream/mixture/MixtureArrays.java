package io.inkstream.mixture;

import io.inkstream.mixture.count.EntryPool;
import io.inkstream.mixture.history.History;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a {@link Mixture} has learned, by name: what a checkpoint holds and a digest is of. What follows from other arrays, such as
 * where matches are looked for, is not among them. The arrays are the mixture's own, to be read.
 *
 * @param ints lists of symbols and where they are, in the order of their names here
 * @param floats what was learned by gradients and means, likewise
 */
public record MixtureArrays(Map<String, int[]> ints, Map<String, float[]> floats) {

    static final String POSITION = "position";

    static MixtureArrays of(
            Expert[] experts,
            EntryPool pool,
            History history,
            MatchModel[] matches,
            Weighing fresh,
            Weighing repeated,
            Escape escape) {
        var ints = new LinkedHashMap<String, int[]>();
        var floats = new LinkedHashMap<String, float[]>();
        for (int k = 0; k < experts.length; k++) {
            ints.put("expert/" + k + "/nodes", experts[k].table.nodes);
        }
        ints.put("entries", pool.entries);
        ints.put("free", pool.free);
        ints.put("history", history.packed);
        ints.put(POSITION, new int[] {history.end()});
        for (int i = 0; i < matches.length; i++) {
            floats.put("match/" + i + "/trust", matches[i].trust);
            floats.put("match/" + i + "/seen", matches[i].seen);
        }
        fresh.arrays(floats::put);
        repeated.arrays((name, array) -> floats.put("repeated/" + name, array));
        floats.put("escape/classes", escape.classes);
        floats.put("escape/weights", escape.weights);
        floats.put("escape/seen", escape.seen);
        return new MixtureArrays(ints, floats);
    }

    /** Copies the elements of others into these. */
    void assign(MixtureArrays others) {
        ints.forEach((name, array) -> {
            int[] other = others.ints.get(name);
            requireLength(name, array.length, other == null ? -1 : other.length);
        });
        floats.forEach((name, array) -> {
            float[] other = others.floats.get(name);
            requireLength(name, array.length, other == null ? -1 : other.length);
        });
        requireFreeWithin(others.ints.get("free"), ints.get("entries").length);
        ints.forEach((name, array) -> System.arraycopy(others.ints.get(name), 0, array, 0, array.length));
        floats.forEach((name, array) -> System.arraycopy(others.floats.get(name), 0, array, 0, array.length));
    }

    private static void requireLength(String name, int length, int found) {
        if (found != length) {
            throw new IllegalArgumentException("array " + name + " of the mixture must have " + length + " elements: "
                    + (found < 0 ? "missing" : found));
        }
    }

    private static void requireFreeWithin(int[] free, int entries) {
        for (int place : free) {
            if (place < 0 || place > entries) {
                throw new IllegalArgumentException(
                        "what array free of the mixture points to must be one of " + entries + " entries: " + place);
            }
        }
    }

    /** Adds all arrays in their order, little-endian. */
    public void addTo(MessageDigest digest) {
        ints.values().forEach(array -> {
            var bytes = ByteBuffer.allocate(Integer.BYTES * array.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(array);
            digest.update(bytes);
        });
        floats.values().forEach(array -> {
            var bytes = ByteBuffer.allocate(Float.BYTES * array.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(array);
            digest.update(bytes);
        });
    }
}
