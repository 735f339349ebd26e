package io.inkstream.cli.terminal;

import io.inkstream.config.Configuration;
import io.inkstream.topics.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that talks to a broker. */
public final class Connection {

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this properties file.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one key. Overrides the environment (INKSTREAM_KEY_NAME), which overrides the file.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the broker (default: ${DEFAULT-VALUE}).")
    private int waitSeconds;

    /** Sets a key as {@code --set} does, for an option that stands for it. */
    public void set(String key, String value) {
        settings.put(key, value);
    }

    /** The configuration, whether or not there is a broker. */
    public Configuration configuration() {
        return Configuration.load(settings, System.getenv(), Optional.ofNullable(file));
    }

    /** The configuration, once the broker that it names was reached. */
    public Configuration reached() {
        var configuration = configuration();
        TopicAdmin.awaitBroker(configuration.kafka(), Duration.ofSeconds(waitSeconds));
        return configuration;
    }
}
