package io.inkstream.bench.speed;

import io.inkstream.bench.Figure;
import io.inkstream.bench.Onlooker;
import io.inkstream.bench.stand.NetworkSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Contestants on one size of network: all are checked, warmed up, and then take turns, round after round. */
final class Race {

    /** How far the figures that all must agree on may be apart. */
    static final double TOLERANCE = 1e-4;

    private static final int CHECKED = 5;

    private final int rounds;
    private final double seconds;
    private final double warmUp;
    private final Onlooker onlooker;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private double[] agreed;

    /** A contestant on a number of threads. */
    record Entrant(Contestant contestant, int threads) {}

    /** One that takes part. */
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
     * @param warmUp seconds that each has before the first
     * @param onlooker hears what is going on, and is told of turns
     */
    Race(int rounds, double seconds, double warmUp, Onlooker onlooker) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.warmUp = warmUp;
        this.onlooker = onlooker;
    }

    /** Contestants on each number of threads; ND4J's engine has its own and is measured once. */
    static List<Entrant> entrants(List<Contestant> contestants, List<Integer> threads) {
        var entrants = new ArrayList<Entrant>();
        for (var contestant : contestants) {
            for (int count : threads) {
                if (count == threads.get(0) || !contestant.engine().equals("nd4j")) {
                    entrants.add(new Entrant(contestant, count));
                }
            }
        }
        return entrants;
    }

    /** Turns that each takes, that to warm up included. */
    static int turns(int rounds) {
        return 1 + rounds;
    }

    /** Runs the race; who fails before the first round is not in it. The first entrant's figures are those to agree with. */
    List<Place> run(List<Entrant> entrants, NetworkSize size, int sessions) throws IOException {
        try {
            for (var entrant : entrants) {
                enter(entrant.contestant, size, sessions, entrant.threads);
            }
            for (int round = 0; round < rounds; round++) {
                onlooker.hear("%s: round %d of %d".formatted(size, round + 1, rounds));
                for (int turn = 0; turn < entries.size(); turn++) {
                    var entry = entries.get((turn + round) % entries.size());
                    entry.speeds[round] = entry.stand.time(seconds);
                    onlooker.advance(1);
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
        onlooker.hear(
                "%s: %s (%s) on %d threads starts".formatted(size, contestant.engine(), contestant.setting(), threads));
        var stand = StandProcess.start(contestant, size, sessions, threads);
        try {
            var entry = new Entry(stand, stand.describe(), rounds);
            check(contestant, stand.check(CHECKED));
            stand.time(warmUp);
            onlooker.advance(1);
            entries.add(entry);
        } catch (IOException e) {
            stand.close();
            failures.add(size + ": " + e.getMessage());
            onlooker.hear(e.getMessage());
            onlooker.advance(turns(rounds));
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
