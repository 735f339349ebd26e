package io.inkstream.local;

import io.inkstream.config.Keys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A broker and a schema registry on this machine alone, with their data in one folder that nobody else may use meanwhile. */
public final class LocalStack implements AutoCloseable {

    private static final Duration REGISTRY_WITHIN = Duration.ofSeconds(60);

    private final DirectoryLock lock;
    private final LocalRegistry registry;
    private final LocalBroker broker;

    private LocalStack(DirectoryLock lock, LocalRegistry registry, LocalBroker broker) {
        this.lock = lock;
        this.registry = registry;
        this.broker = broker;
    }

    /**
     * Starts both and waits until both are ready.
     *
     * @param home the folder of the program, with the registry's files
     * @param directory the folder of the data; made if it is not there
     * @param kafkaPort the broker's port; 0: a free one
     * @param registryPort the registry's port; 0: a free one
     * @throws LocalStartException if the folder is in use, a port is taken, or one of the two does not come up
     */
    public static LocalStack start(Path home, Path directory, int kafkaPort, int registryPort) {
        var lock = DirectoryLock.acquire(directory);
        LocalRegistry registry = null;
        LocalBroker broker = null;
        try {
            // The registry takes longer: it starts in its own process while the broker starts in this one.
            registry = LocalRegistry.start(home, directory.resolve("registry"), registryPort);
            broker = LocalBroker.start(directory.resolve("broker"), kafkaPort);
            registry.awaitReady(REGISTRY_WITHIN);
            return new LocalStack(lock, registry, broker);
        } catch (RuntimeException e) {
            close(broker, registry, lock);
            throw e;
        }
    }

    /** Where the two are, as settings. */
    public Map<String, String> settings() {
        return Map.of(
                Keys.BOOTSTRAP_SERVERS,
                broker.bootstrapServers(),
                Keys.SCHEMA_REGISTRY_URL,
                registry.url().toString());
    }

    @Override
    public void close() {
        close(broker, registry, lock);
    }

    private static void close(LocalBroker broker, LocalRegistry registry, DirectoryLock lock) {
        if (broker != null) {
            broker.close();
        }
        if (registry != null) {
            registry.close();
        }
        lock.close();
    }
}
