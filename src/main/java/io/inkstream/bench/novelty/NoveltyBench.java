package io.inkstream.bench.novelty;

import io.inkstream.engine.Engine;
import io.inkstream.train.loop.Scoring;
import io.inkstream.train.loop.TrainerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * How well scores find what is new in labelled logs: the first line of each kind, or one of its first few. Whoever scores reads each line once, scores it, and learns it.
 * The first lines of a log warm up and are not ranked.
 */
public final class NoveltyBench {

    /** Alerts in a thousand lines for which the delay is told. */
    public static final int DELAY_AT = 5;

    /** Alerts in a thousand lines for which the recall is told. */
    public static final List<Integer> ALERTS = List.of(1, 5, 20);

    private NoveltyBench() {}

    /**
     * How one score ranked the lines of a log.
     *
     * @param scorer its name
     * @param averagePrecision mean of the precisions at each new line, from the highest score down
     * @param recall share of the new lines that are found, by alerts in a thousand lines; of those that could be, where there are more
     * @param delay lines of a new kind before the first that is among {@value #DELAY_AT} alerts in a thousand lines, on average; NaN if there is none
     */
    public record Row(String scorer, double averagePrecision, Map<Integer, Double> recall, double delay) {}

    /**
     * What came of a log.
     *
     * @param lines that were ranked
     * @param kinds that are new among them
     * @param rows the score of corpus-scores first
     */
    public record Result(String log, int lines, int kinds, List<Row> rows) {}

    /**
     * Runs all scorers on a log. What is behind the last whole window of its text is left out.
     *
     * @param warm lines that are not ranked
     * @param beginning lines of a kind of which any is as good as the first
     * @throws IllegalArgumentException if no kind is new behind those that warm up, or a beginning has no lines
     */
    public static Result run(
            LabelledLog log, int warm, int beginning, TrainerSettings settings, Engine engine, LongConsumer progress) {
        if (beginning < 1) {
            throw new IllegalArgumentException("the beginning of a kind must have at least 1 line: " + beginning);
        }
        var records = log.lines().stream().map(line -> line + "\n").toList();
        var scored = Scoring.of(records, settings, engine, progress);
        var scores = new LinkedHashMap<String, List<Double>>();
        scores.put("novelty", scored.stream().map(Scoring.Scored::novelty).toList());
        scores.put("bits", scored.stream().map(Scoring.Scored::bitsPerCharacter).toList());
        scores.put(
                "z",
                scored.stream().map(each -> each.z() == null ? 0 : each.z()).toList());
        Peer.all()
                .forEach((name, peer) -> scores.put(
                        name,
                        log.lines().subList(0, scored.size()).stream()
                                .map(peer::score)
                                .toList()));

        var rows = new ArrayList<Row>();
        int kinds = 0;
        for (var each : scores.entrySet()) {
            var ranked = Beginnings.of(each.getValue(), log.kinds(), warm, beginning);
            kinds = ranked.firsts().cardinality();
            double delay = Beginnings.delay(each.getValue(), log.kinds(), warm, DELAY_AT);
            rows.add(row(each.getKey(), ranked, delay));
        }
        return new Result(log.name(), Math.max(0, scored.size() - warm), kinds, rows);
    }

    private static Row row(String scorer, Beginnings ranked, double delay) {
        var ranking = new Ranking(ranked.scores(), ranked.firsts());
        var recall = new TreeMap<Integer, Double>();
        ALERTS.forEach(alerts -> recall.put(alerts, ranking.recall(alerts)));
        return new Row(scorer, ranking.averagePrecision(), recall, delay);
    }
}
