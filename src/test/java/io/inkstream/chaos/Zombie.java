package io.inkstream.chaos;

import java.time.Duration;

/** SIGSTOP for longer than a session lasts, while another instance takes over; then SIGCONT. */
record Zombie() implements Fault {

    @Override
    public String label() {
        return "frozen, taken over, and thawed";
    }

    @Override
    public Duration strike(Bench bench) {
        var heir = bench.start("heir");
        bench.await("the heir", () -> heir.says("RUNNING (was"));
        bench.stock();
        String name = bench.awaitWorking();
        var zombie = bench.instance(name);
        zombie.freeze();
        bench.stock();
        long since = System.nanoTime();
        var toGoOn = bench.awaitGoingOn(since);
        bench.await("the end of its session", () -> !bench.partitions().containsKey(name));
        zombie.thaw();
        bench.await("that it joins again", () -> bench.partitions().containsKey(name));
        bench.stock();
        bench.awaitGoingOn(System.nanoTime());
        bench.terminate("heir");
        bench.stock();
        bench.awaitGoingOn(System.nanoTime());
        return toGoOn;
    }
}
