package io.inkstream.bench.speed;

import io.inkstream.bench.Machine;
import io.inkstream.bench.Onlooker;
import io.inkstream.bench.stand.EngineSampling;
import io.inkstream.bench.stand.EngineTraining;
import io.inkstream.bench.stand.NetworkSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Races of our engines and the peers.
 *
 * @param engines of {@link Contestants#engines()}, in the order of the table
 * @param against another build, to take its turns as well
 * @param threads that each computes on
 * @param seconds of a turn
 * @param warmUp seconds that each has before the first
 */
public record SpeedBench(
        List<String> engines,
        Optional<AnotherBuild> against,
        List<NetworkSize> sizes,
        List<Integer> threads,
        int rounds,
        double seconds,
        double warmUp) {

    /** @throws IllegalArgumentException if a list is empty, a number is not above 0, or an engine is not known */
    public SpeedBench {
        if (engines.isEmpty() || sizes.isEmpty() || threads.isEmpty()) {
            throw new IllegalArgumentException("a benchmark needs at least 1 engine, 1 size and 1 number of threads");
        }
        for (String engine : engines) {
            if (!Contestants.engines().contains(engine)) {
                throw new IllegalArgumentException("an engine must be one of " + Contestants.engines() + ": " + engine);
            }
        }
        for (int count : threads) {
            requireAboveZero("threads", count);
        }
        requireAboveZero("rounds", rounds);
        requireAboveZero("seconds", seconds);
        requireAboveZero("seconds to warm up", warmUp);
    }

    private static void requireAboveZero(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be above 0: " + value);
        }
    }

    /**
     * Trains on every size.
     *
     * @param home the folder of the program
     * @param onlooker hears what is going on, and who is left out and why; the amounts are turns
     * @throws IOException if someone ended in the middle
     */
    public Standings train(Path home, Onlooker onlooker) throws IOException {
        return run(home, onlooker, Contestants::training, EngineTraining.class, List.of(0), true);
    }

    /**
     * Writes with every size: so many sessions side by side, each continued with characters drawn at temperature 1.
     *
     * @param home the folder of the program
     * @param sessions numbers of sessions
     * @param onlooker hears what is going on, and who is left out and why; the amounts are turns
     * @throws IOException if someone ended in the middle
     */
    public Standings generate(Path home, List<Integer> sessions, Onlooker onlooker) throws IOException {
        sessions.forEach(count -> requireAboveZero("sessions", count));
        return run(home, onlooker, Contestants::sampling, EngineSampling.class, sessions, false);
    }

    private Standings run(
            Path home,
            Onlooker onlooker,
            BiFunction<Contestants, String, List<Contestant>> ways,
            Class<?> ours,
            List<Integer> sessions,
            boolean bounded)
            throws IOException {
        var contestants = new Contestants(home);
        var field = new ArrayList<Contestant>();
        there(contestants, onlooker).forEach(engine -> field.addAll(ways.apply(contestants, engine)));
        against.ifPresent(build -> field.add(build.contestant(ours)));
        if (bounded) {
            field.add(contestants.bound());
        }
        var entrants = Race.entrants(field, threads);
        onlooker.expect((long) sizes.size() * sessions.size() * entrants.size() * Race.turns(rounds));
        var rows = new ArrayList<Standings.Row>();
        var failures = new ArrayList<String>();
        for (var size : sizes) {
            for (int count : sessions) {
                var race = new Race(rounds, seconds, warmUp, onlooker);
                rows.addAll(rows(size, count, race.run(entrants, size, count)));
                failures.addAll(race.failures());
            }
        }
        return new Standings(Machine.here(), rounds, seconds, rows, failures);
    }

    private List<String> there(Contestants contestants, Onlooker onlooker) {
        for (String engine : engines) {
            if (!contestants.isThere(engine)) {
                onlooker.hear(engine + " was not built, and is left out: mvn -Pbench -DskipTests package builds it");
            }
        }
        return engines.stream().filter(contestants::isThere).toList();
    }

    private static List<Standings.Row> rows(NetworkSize size, int sessions, List<Race.Place> places) {
        return places.stream()
                .map(place -> new Standings.Row(
                        size,
                        sessions,
                        place.engine(),
                        place.setting(),
                        place.threads(),
                        place.description(),
                        place.speed()))
                .toList();
    }
}
