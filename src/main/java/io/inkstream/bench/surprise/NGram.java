package io.inkstream.bench.surprise;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A model of bytes by the bytes before them, learned as it reads: for each order up to the highest, counts, interpolated with
 * the next lower order by how many different bytes followed (Witten and Bell 1991, method C). The simplest that can be compared with.
 */
public final class NGram {

    private static final int BYTES = 256;

    private final int order;
    private final Map<Long, int[]> counts =
            new HashMap<>(); // by context: each byte's, then their sum and how many differ
    private final byte[] before;

    /** @param order bytes of context at most, up to 7 */
    public NGram(int order) {
        this.order = order;
        this.before = new byte[order];
    }

    /** Returns the mean negative logarithm of the bytes' probabilities, each before it was learned, in bits. */
    public double read(byte[] bytes) {
        double bits = 0;
        for (byte next : bytes) {
            bits -= Math.log(probability(Byte.toUnsignedInt(next))) / Math.log(2);
            learn(Byte.toUnsignedInt(next));
            remember(next);
        }
        return bits / bytes.length;
    }

    /** Returns the same of bytes that are read after the others, and learns nothing: the next call reads on from where this one began. */
    public double cost(byte[] bytes) {
        byte[] begin = before.clone();
        double bits = 0;
        for (byte next : bytes) {
            bits -= Math.log(probability(Byte.toUnsignedInt(next))) / Math.log(2);
            remember(next);
        }
        System.arraycopy(begin, 0, before, 0, order);
        return bits / bytes.length;
    }

    private void remember(byte next) {
        System.arraycopy(before, 1, before, 0, order - 1);
        before[order - 1] = next;
    }

    private double probability(int next) {
        double probability = 1.0 / BYTES;
        for (int length = 0; length <= order; length++) {
            int[] seen = counts.get(context(length));
            if (seen == null) {
                break; // nor is there a longer one
            }
            double sum = seen[BYTES];
            double different = seen[BYTES + 1];
            probability = (seen[next] + different * probability) / (sum + different);
        }
        return probability;
    }

    private void learn(int next) {
        for (int length = 0; length <= order; length++) {
            int[] seen = counts.computeIfAbsent(context(length), absent -> new int[BYTES + 2]);
            seen[BYTES]++;
            seen[BYTES + 1] += seen[next] == 0 ? 1 : 0;
            seen[next]++;
        }
    }

    /** The last bytes and how many they are, in one number. */
    private long context(int length) {
        long context = length;
        for (byte each : Arrays.copyOfRange(before, order - length, order)) {
            context = context << 8 | Byte.toUnsignedInt(each);
        }
        return context;
    }
}
