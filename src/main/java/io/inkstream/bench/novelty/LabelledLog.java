package io.inkstream.bench.novelty;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;

/**
 * A log and which kind of line each of its lines is.
 *
 * @param name what it is called in tables
 * @param lines in order, without line ends
 * @param kinds of each line a name that lines of its kind alone have
 */
public record LabelledLog(String name, List<String> lines, List<String> kinds) {

    /** @throws IllegalArgumentException if there is not one kind to each line, or there are no lines */
    public LabelledLog {
        if (lines.isEmpty() || lines.size() != kinds.size()) {
            throw new IllegalArgumentException("log " + name + " must have lines, and a kind for each: " + lines.size()
                    + " lines, " + kinds.size() + " kinds");
        }
        lines = List.copyOf(lines);
        kinds = List.copyOf(kinds);
    }

    /** Which lines are the first of their kind. */
    public BitSet firsts() {
        var seen = new HashSet<String>();
        var firsts = new BitSet();
        for (int line = 0; line < kinds.size(); line++) {
            firsts.set(line, seen.add(kinds.get(line)));
        }
        return firsts;
    }
}
