package io.inkstream.cli.service;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.ops.InstanceServer;
import io.inkstream.streams.StreamsApplication;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The line that says at the start what runs where. */
public final class StartLine {

    private StartLine() {}

    /** @param applications what runs in this process */
    public static String of(Configuration c, List<StreamsApplication> applications, InstanceServer server) {
        String topologies = applications.stream()
                .map(application -> application.status().topology() + " " + c.string(Keys.INSTANCE_ID))
                .collect(Collectors.joining(", "));
        return "%s of %s | brokers %s | registry %s | state in %s | engine %s | health and metrics %s | Java %s, %d processors, %d MiB heap"
                .formatted(
                        topologies,
                        c.string(Keys.APPLICATION_ID),
                        c.string(Keys.BOOTSTRAP_SERVERS),
                        shown(c, Keys.SCHEMA_REGISTRY_URL),
                        c.string(Keys.STATE_DIR) + kept(c.string(Keys.STATE_DIR)),
                        c.string(Keys.ENGINE),
                        server.address(),
                        Runtime.version().feature(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory() >> 20);
    }

    /** What is below the temporary folder may be gone after the machine's next start; then it is restored from the changelogs. */
    private static String kept(String folder) {
        var temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        return Path.of(folder).toAbsolutePath().startsWith(temporary)
                ? " (below the temporary folder, which the machine may empty: set state.dir to keep it)"
                : "";
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
