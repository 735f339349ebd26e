package io.inkstream.chaos;

import static io.inkstream.chaos.Bench.MAIN;

import java.time.Duration;
import java.util.List;

/** SIGSTOP for longer than a session lasts, while another instance takes over; then SIGCONT. */
record Zombie() implements Fault {

    /** How it says that it was taken over: its membership, its producer or its transaction tells it first. */
    private static final List<String> FENCED = List.of(
            "lost due to missed rebalance",
            "being fenced",
            "has been fenced",
            "Member ID is not known",
            "UNKNOWN_MEMBER_ID",
            "begins again");

    @Override
    public String label() {
        return "frozen, taken over, and thawed";
    }

    @Override
    public Duration strike(Bench bench) {
        var heir = bench.start("heir");
        bench.await("the heir", () -> heir.says("RUNNING (was"));
        bench.stock();
        var zombie = bench.instance(MAIN);
        zombie.freeze();
        bench.stock();
        long since = System.nanoTime();
        var toGoOn = bench.awaitGoingOn(since);
        zombie.thaw();
        bench.await("that it is fenced", () -> FENCED.stream().anyMatch(zombie::says));
        bench.stock();
        bench.awaitGoingOn(System.nanoTime());
        bench.terminate("heir");
        bench.stock();
        bench.awaitGoingOn(System.nanoTime());
        return toGoOn;
    }
}
