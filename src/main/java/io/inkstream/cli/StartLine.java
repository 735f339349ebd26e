package io.inkstream.cli;

import io.inkstream.ops.InstanceServer;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.Keys;
import io.inkstream.runtime.StreamsApplication;

/** The line that says at the start what runs where. */
final class StartLine {

    private StartLine() {}

    static String of(Configuration c, StreamsApplication application, InstanceServer server) {
        return "%s %s of %s | brokers %s | registry %s | state in %s | engine %s | health and metrics %s | Java %s, %d processors, %d MiB heap"
                .formatted(
                        application.status().topology(),
                        c.string(Keys.INSTANCE_ID),
                        c.string(Keys.APPLICATION_ID),
                        c.string(Keys.BOOTSTRAP_SERVERS),
                        shown(c, Keys.SCHEMA_REGISTRY_URL),
                        c.string(Keys.STATE_DIR),
                        c.string(Keys.ENGINE),
                        server.address(),
                        Runtime.version().feature(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory() >> 20);
    }

    /** As the configuration shows it: without the password that may be in it. */
    private static String shown(Configuration c, String key) {
        return c.effective().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
