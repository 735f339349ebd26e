package io.inkstream.chaos;

import java.time.Duration;

/** The broker is away for so long. */
record BrokerAway(Duration time) implements Fault {
    @Override
    public String label() {
        return "broker away for " + time.toSeconds() + " s";
    }

    @Override
    public Duration strike(Bench bench) {
        var broker = bench.laboratory().brokers().get(0);
        bench.stock();
        bench.awaitRandomMoment();
        bench.stock();
        broker.kill();
        bench.holdOut(time);
        long since = System.nanoTime();
        broker.start();
        return bench.awaitGoingOn(since);
    }
}
