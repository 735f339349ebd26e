package io.inkstream.chaos;

import java.time.Duration;

/** SIGKILL of a broker, the clients left running. With several brokers the others go on meanwhile. */
record BrokerKilled() implements Fault {
    @Override
    public String label() {
        return "broker killed";
    }

    @Override
    public Duration strike(Bench bench) {
        var brokers = bench.laboratory().brokers();
        var broker = brokers.get(bench.random().nextInt(brokers.size()));
        bench.stock();
        bench.awaitRandomMoment();
        bench.stock();
        broker.kill();
        long since = System.nanoTime();
        if (brokers.size() == 1) {
            broker.start();
            return bench.awaitGoingOn(since);
        }
        var toGoOn = bench.awaitGoingOn(since);
        broker.start();
        bench.await("all replicas", bench.laboratory()::isFullyReplicated);
        return toGoOn;
    }
}
