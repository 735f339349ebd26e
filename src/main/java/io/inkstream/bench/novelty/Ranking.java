package io.inkstream.bench.novelty;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Lines from the newest down, and which of them were new. Among equal scores the earlier line stands first. */
final class Ranking {

    private final boolean[] isNew;
    private final int all;

    /**
     * @param scores of the lines behind those that warm up, the higher the newer
     * @param firsts which of them are the first of their kind; one at least
     */
    Ranking(List<Double> scores, BitSet firsts) {
        all = firsts.cardinality();
        if (all == 0) {
            throw new IllegalArgumentException(
                    "there must be a line that is the first of its kind behind those that warm up");
        }
        var order = IntStream.range(0, scores.size())
                .boxed()
                .sorted(Comparator.comparingDouble(scores::get).reversed())
                .toList();
        isNew = new boolean[order.size()];
        for (int i = 0; i < isNew.length; i++) {
            isNew[i] = firsts.get(order.get(i));
        }
    }

    /** Mean of the precisions at each new line. */
    double averagePrecision() {
        double sum = 0;
        int right = 0;
        for (int i = 0; i < isNew.length; i++) {
            if (isNew[i]) {
                right++;
                sum += (double) right / (i + 1);
            }
        }
        return sum / all;
    }

    /** Share of the new lines that are among so many of the first per thousand lines; of those that could be, where there are more new lines. */
    double recall(int perThousand) {
        int first = Math.max(1, Math.round(isNew.length * perThousand / 1000f));
        long found = IntStream.range(0, Math.min(first, isNew.length))
                .filter(i -> isNew[i])
                .count();
        return (double) found / Math.min(first, all);
    }
}
