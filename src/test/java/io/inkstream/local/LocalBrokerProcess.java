package io.inkstream.local;

import java.nio.file.Path;

/** A broker in a process of its own, for tests that kill it: prints its address, then runs until it is killed. */
final class LocalBrokerProcess {

    private LocalBrokerProcess() {}

    public static void main(String[] args) throws Exception {
        var broker = LocalBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
        System.out.println(broker.bootstrapServers());
        System.out.flush();
        Thread.currentThread().join();
    }
}
