package io.inkstream.bench.surprise;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A log with foreign lines in it.
 *
 * @param lines in order, each with its line end
 * @param foreign which of them are foreign
 */
record MixedLog(List<String> lines, BitSet foreign) {

    /**
     * Puts foreign lines at random places behind the first fifth of a log, in their own order.
     *
     * @param share of all lines behind there that are to be foreign
     * @throws IllegalArgumentException if there are not enough lines
     */
    static MixedLog of(List<String> log, List<String> others, double share, long seed) {
        int first = log.size() / 5;
        int wanted = (int) Math.round((log.size() - first) * share / (1 - share));
        if (wanted < 1 || wanted > others.size()) {
            throw new IllegalArgumentException("a share of " + share + " takes " + wanted
                    + " foreign lines, at least 1 and as many as there are: " + others.size());
        }
        var random = new Random(seed);
        var before = new int[log.size() + 1];
        for (int i = 0; i < wanted; i++) {
            before[first + random.nextInt(log.size() - first + 1)]++;
        }
        var lines = new ArrayList<String>();
        var foreign = new BitSet();
        int next = 0;
        for (int i = 0; i <= log.size(); i++) {
            for (int n = 0; n < before[i]; n++) {
                foreign.set(lines.size());
                lines.add(others.get(next++) + "\n");
            }
            if (i < log.size()) {
                lines.add(log.get(i) + "\n");
            }
        }
        return new MixedLog(List.copyOf(lines), foreign);
    }
}
