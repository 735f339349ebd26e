package io.inkstream.chaos;

import java.time.Duration;

/** Records that nobody can read, between those that are good: each is a dead letter. */
record Hostile(int records) implements Fault {
    @Override
    public String label() {
        return "hostile records";
    }

    @Override
    public Duration strike(Bench bench) {
        bench.stock();
        bench.awaitRandomMoment();
        var topics = bench.laboratory().topics();
        long before = topics.deadLetters();
        topics.sendHostile(bench.work().topics().get(0), records, bench.random());
        bench.stock();
        var toGoOn = bench.awaitGoingOn(System.nanoTime());
        bench.await("their dead letters", () -> {
            bench.stock();
            return topics.deadLetters() >= before + records;
        });
        if (topics.deadLetters() != before + records) {
            throw new AssertionError("%d records, %d dead letters".formatted(records, topics.deadLetters() - before));
        }
        return toGoOn;
    }
}
