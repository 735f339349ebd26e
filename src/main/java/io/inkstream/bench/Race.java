package io.inkstream.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Contestants on one size of network: all are checked, warmed up, and then take turns, round after round. */
final class Race {

    /** How far the figures that all must agree on may be apart. */
    static final double TOLERANCE = 1e-4;

    private static final int CHECKED = 5;

    private final int rounds;
    private final double seconds;
    private final Consumer<String> news;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private double[] agreed;

    /** One contestant on a number of threads. */
    private static final class Entry {
        final StandProcess stand;
        final String description;
        final double[] speeds;

        Entry(StandProcess stand, String description, int rounds) {
            this.stand = stand;
            this.description = description;
            this.speeds = new double[rounds];
        }
    }

    /** What a contestant reached. */
    record Place(String engine, String setting, int threads, String description, Figure speed) {}

    /**
     * @param seconds of a turn
     * @param news is told what is going on
     */
    Race(int rounds, double seconds, Consumer<String> news) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.news = news;
    }

    /** Runs the race; who fails before the first round is not in it. The first contestant's figures are those to agree with. */
    List<Place> run(List<Contestant> contestants, NetworkSize size, int sessions, List<Integer> threads)
            throws IOException {
        try {
            for (var contestant : contestants) {
                for (int count : threads) {
                    if (count == threads.get(0) || !contestant.engine().equals("nd4j")) {
                        enter(contestant, size, sessions, count);
                    }
                }
            }
            for (int round = 0; round < rounds; round++) {
                news.accept("%s: round %d of %d".formatted(size, round + 1, rounds));
                for (int turn = 0; turn < entries.size(); turn++) {
                    var entry = entries.get((turn + round) % entries.size());
                    entry.speeds[round] = entry.stand.time(seconds);
                }
            }
            return entries.stream().map(Race::place).toList();
        } finally {
            for (var entry : entries) {
                entry.stand.close();
            }
        }
    }

    /** Who could not take part, and why. */
    List<String> failures() {
        return failures;
    }

    private void enter(Contestant contestant, NetworkSize size, int sessions, int threads) throws IOException {
        news.accept(
                "%s: %s (%s) on %d threads starts".formatted(size, contestant.engine(), contestant.setting(), threads));
        var stand = StandProcess.start(contestant, size, sessions, threads);
        try {
            var entry = new Entry(stand, stand.describe(), rounds);
            check(contestant, stand.check(CHECKED));
            stand.time(3 * seconds);
            entries.add(entry);
        } catch (IOException e) {
            stand.close();
            failures.add(size + ": " + e.getMessage());
            news.accept(e.getMessage());
        }
    }

    private void check(Contestant contestant, double[] found) throws IOException {
        if (contestant.engine().equals(Contestants.BOUND)) {
            return;
        }
        if (agreed == null) {
            agreed = found;
        }
        boolean same = found.length == agreed.length;
        for (int i = 0; i < agreed.length && same; i++) {
            same = Math.abs(found[i] - agreed[i]) <= TOLERANCE;
        }
        if (!same) {
            throw new IOException("%s (%s) must agree with the first to %s: expected %s, found %s"
                    .formatted(
                            contestant.engine(),
                            contestant.setting(),
                            TOLERANCE,
                            Arrays.toString(agreed),
                            Arrays.toString(found)));
        }
    }

    private static Place place(Entry entry) {
        var contestant = entry.stand.contestant();
        return new Place(
                contestant.engine(),
                contestant.setting(),
                entry.stand.threads(),
                entry.description,
                Figure.of(entry.speeds));
    }
}
