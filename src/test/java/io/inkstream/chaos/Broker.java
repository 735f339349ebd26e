package io.inkstream.chaos;

import java.util.function.Supplier;

/** A broker that can be killed and started again from its data, on the same port. */
final class Broker {

    private final Supplier<Child> command;
    private Child child;

    Broker(Supplier<Child> command) {
        this.command = command;
        start();
    }

    void start() {
        child = command.get();
    }

    /** SIGKILL. */
    void kill() {
        child.kill();
    }

    Child child() {
        return child;
    }
}
