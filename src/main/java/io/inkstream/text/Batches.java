package io.inkstream.text;

import java.util.ArrayList;
import java.util.List;

/** Batches of character ids, {@code [time][batch]}, as text for a reader. */
public final class Batches {

    private Batches() {}

    /**
     * Returns what each lane reads, one string per lane, in time order (the tutorial's {@code batches2string}).
     *
     * @param batches ids, {@code [time][batch]}
     * @throws IllegalArgumentException if an id is outside the vocabulary
     */
    public static List<String> toText(Vocabulary vocabulary, int[][] batches) {
        var lanes = new ArrayList<String>();
        for (int lane = 0; batches.length > 0 && lane < batches[0].length; lane++) {
            var ids = new byte[batches.length];
            for (int t = 0; t < batches.length; t++) {
                int id = batches[t][lane];
                if (id < 0 || id >= vocabulary.size()) {
                    throw new IllegalArgumentException(
                            vocabulary.name() + " ids must be below " + vocabulary.size() + ": " + id);
                }
                ids[t] = (byte) id;
            }
            lanes.add(vocabulary.decode(ids));
        }
        return lanes;
    }

    static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
