package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;

/**
 * A model is asked to forget a portion of its text, and the instance is killed while it learns the model again, at one moment or another.
 *
 * @param kills how often, unless it has forgotten before
 */
record Forgets(String model, int kills) implements Fault {

    @Override
    public String label() {
        return "killed while it forgets";
    }

    @Override
    public Duration strike(Bench bench) {
        var learning = (Learning) bench.work();
        ask(bench, learning, model);
        var slowest = Duration.ZERO;
        for (int kill = 0; kill < kills && !learning.hasForgotten(model); kill++) {
            var victim = bench.instance(MAIN);
            bench.await("a model that is learned again", () -> {
                bench.stock();
                return victim.says(model + " is learned again") || learning.hasForgotten(model);
            });
            long others = others(learning) + bench.random().nextInt(learning.portion());
            bench.await("a moment", () -> {
                bench.stock();
                return others(learning) >= others || learning.hasForgotten(model);
            });
            bench.kill(MAIN);
            bench.stock();
            long since = System.nanoTime();
            var toGoOn = bench.awaitGoingOn(bench.start(MAIN), since);
            slowest = toGoOn.compareTo(slowest) > 0 ? toGoOn : slowest;
        }
        awaitEnd(bench, learning, model);
        return slowest;
    }

    /** Asks for it when there is something to forget. */
    static void ask(Bench bench, Learning learning, String model) {
        bench.await("two portions", () -> {
            bench.stock();
            return learning.done().get(model) >= 2 * learning.portion();
        });
        learning.forget(model);
    }

    /** Waits until it is done, while the model goes on. */
    static void awaitEnd(Bench bench, Learning learning, String model) {
        bench.await("a model that has forgotten", () -> {
            bench.stock();
            return learning.hasForgotten(model);
        });
    }

    /** Steps of the models that go on as ever. */
    private long others(Learning learning) {
        return learning.done().entrySet().stream()
                .filter(part -> !part.getKey().equals(model))
                .mapToLong(part -> part.getValue())
                .sum();
    }
}
