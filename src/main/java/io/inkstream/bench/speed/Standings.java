package io.inkstream.bench.speed;

import io.inkstream.bench.Figure;
import io.inkstream.bench.Machine;
import io.inkstream.bench.stand.NetworkSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * How fast everyone was, in one run.
 *
 * @param seconds of a turn
 * @param failures who could not take part, and why
 */
public record Standings(Machine machine, int rounds, double seconds, List<Row> rows, List<String> failures) {

    /**
     * A contestant on one size.
     *
     * @param sessions texts that were continued at the same time; 0 where it was training
     * @param engine whose row it is
     * @param setting the way it was used
     * @param description what it is, with versions
     * @param charactersPerSecond over the rounds
     */
    public record Row(
            NetworkSize size,
            int sessions,
            String engine,
            String setting,
            int threads,
            String description,
            Figure charactersPerSecond) {

        boolean isBound() {
            return engine.equals(Contestants.BOUND);
        }
    }

    /**
     * Our engine at its best to another at its best, medians; to the bound on as many threads as ours had.
     *
     * @param to whom we are compared with
     */
    public record Ratio(NetworkSize size, int sessions, String to, double ratio) {}

    /** What contestants reached. */
    public List<Row> contestants() {
        return rows.stream().filter(row -> !row.isBound()).toList();
    }

    /** What could be reached if a step were its products alone. */
    public List<Row> bounds() {
        return rows.stream().filter(Row::isBound).toList();
    }

    public List<Ratio> ratios() {
        var ratios = new ArrayList<Ratio>();
        for (var place : places()) {
            var ours = best(place, Contestants.OURS, 0);
            var others = new LinkedHashSet<String>();
            rows.forEach(row -> others.add(row.engine));
            others.remove(Contestants.OURS);
            for (String other : others) {
                boolean bound = other.equals(Contestants.BOUND);
                var theirs = best(place, other, bound && ours.isPresent() ? ours.get().threads : 0);
                if (ours.isPresent() && theirs.isPresent()) {
                    ratios.add(new Ratio(
                            place.size,
                            place.sessions,
                            other,
                            ours.get().charactersPerSecond.median()
                                    / theirs.get().charactersPerSecond.median()));
                }
            }
        }
        return ratios;
    }

    private record Place(NetworkSize size, int sessions) {}

    private LinkedHashSet<Place> places() {
        var places = new LinkedHashSet<Place>();
        rows.forEach(row -> places.add(new Place(row.size, row.sessions)));
        return places;
    }

    /** @param threads 0: any number */
    private Optional<Row> best(Place place, String engine, int threads) {
        return rows.stream()
                .filter(row -> row.size.equals(place.size) && row.sessions == place.sessions)
                .filter(row -> row.engine.equals(engine) && (threads == 0 || row.threads == threads))
                .max(Comparator.comparingDouble(row -> row.charactersPerSecond.median()));
    }
}
