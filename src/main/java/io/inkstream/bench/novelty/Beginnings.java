package io.inkstream.bench.novelty;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is ranked of a log, and how late a new kind is noticed. The first lines of a kind are its beginning: for a new kind the one with the highest score
 * stands for all of them, and the others are neither right nor wrong.
 *
 * @param scores of the lines that are ranked, in order
 * @param firsts which of them stand for a new kind
 */
record Beginnings(List<Double> scores, BitSet firsts) {

    /**
     * Chooses what is ranked.
     *
     * @param scores of each line of a log, which may be fewer than it has kinds
     * @param kinds of each line
     * @param warm lines that are not ranked; a kind that is there among them is not new
     * @param length lines of a beginning, at least 1
     */
    static Beginnings of(List<Double> scores, List<String> kinds, int warm, int length) {
        var highest = new HashMap<String, Integer>();
        var seen = new HashMap<String, Integer>();
        var ranked = new BitSet();
        var known = Set.copyOf(kinds.subList(0, Math.min(warm, scores.size())));
        for (int line = 0; line < scores.size(); line++) {
            String kind = kinds.get(line);
            boolean isBeginning = seen.merge(kind, 1, Integer::sum) <= length;
            if (!isBeginning) {
                ranked.set(line, line >= warm);
            } else if (!known.contains(kind)) {
                int here = line;
                highest.merge(kind, line, (best, later) -> scores.get(here) > scores.get(best) ? later : best);
            }
        }
        highest.values().forEach(ranked::set);
        var lines = ranked.stream().boxed().toList();
        var firsts = new BitSet();
        for (int i = 0; i < lines.size(); i++) {
            int line = lines.get(i);
            firsts.set(i, Integer.valueOf(line).equals(highest.get(kinds.get(line))));
        }
        return new Beginnings(lines.stream().map(scores::get).toList(), firsts);
    }

    /**
     * How many lines of a new kind there were before the first that was an alert, on average; of kinds without an alert nothing is known.
     *
     * @param perThousand alerts in a thousand of the lines behind those that warm up, those with the highest scores
     * @return NaN if no line of a new kind was an alert
     */
    static double delay(List<Double> scores, List<String> kinds, int warm, int perThousand) {
        int begin = Math.min(warm, scores.size());
        int alerts = Math.max(1, Math.round((scores.size() - begin) * perThousand / 1000f));
        var alerted = IntStream.range(begin, scores.size())
                .boxed()
                .sorted((one, other) -> Double.compare(scores.get(other), scores.get(one)))
                .limit(alerts)
                .collect(Collectors.toSet());
        var known = Set.copyOf(kinds.subList(0, begin));
        var seen = new HashMap<String, Integer>();
        var delays = new HashMap<String, Integer>();
        for (int line = 0; line < scores.size(); line++) {
            String kind = kinds.get(line);
            int before = seen.merge(kind, 1, Integer::sum) - 1;
            if (alerted.contains(line) && !known.contains(kind)) {
                delays.putIfAbsent(kind, before);
            }
        }
        return delays.values().stream().mapToInt(each -> each).average().orElse(Double.NaN);
    }
}
