package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;

/**
 * SIGSTOP of the broker for so long: connections stay and nobody answers. The instance may be killed and started meanwhile.
 *
 * @param killed whether it is
 */
record BrokerFrozen(Duration time, boolean killed) implements Fault {
    @Override
    public String label() {
        return "broker frozen" + (killed ? ", and a start meanwhile" : "");
    }

    @Override
    public Duration strike(Bench bench) {
        var broker = bench.laboratory().brokers().get(0);
        bench.stock();
        bench.awaitRandomMoment();
        bench.stock();
        broker.child().freeze();
        try {
            if (killed) {
                bench.kill(MAIN);
                bench.start(MAIN);
            }
            bench.holdOut(time);
        } finally {
            broker.child().thaw();
        }
        long since = System.nanoTime();
        // What had reached the broker before is committed first: then comes what is done from here on.
        bench.awaitGoingOn(since);
        bench.stock();
        return bench.awaitGoingOn(since);
    }
}
