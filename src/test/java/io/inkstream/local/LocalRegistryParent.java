package io.inkstream.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process with a registry, to be killed: prints the registry's process id once that is ready, and waits. */
final class LocalRegistryParent {

    private LocalRegistryParent() {}

    public static void main(String[] args) throws IOException {
        var registry = LocalRegistry.start(Path.of(args[0]), Path.of(args[1]), 0);
        registry.awaitReady(Duration.ofSeconds(60));
        System.out.println(registry.pid());
        System.in.read();
        registry.close();
    }
}
