package io.inkstream.cli.bench;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The settings of the model that a benchmark has learn a text. */
final class ProfileOptions {

    @Option(names = "--profile", paramLabel = "NAME", description = "The profile (default: stream).")
    private String profile;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this properties file.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key.")
    private Map<String, String> settings = new LinkedHashMap<>();

    Configuration configuration() {
        if (profile != null) {
            settings.put(Keys.PROFILE, profile);
        }
        return Configuration.load(settings, System.getenv(), Optional.ofNullable(file));
    }

    /** Whether a profile was asked for, anywhere. */
    boolean isNamed() {
        return configuration().chosen().containsKey(Keys.PROFILE);
    }

    /** What was set, anywhere, and what is set besides: for another process, as {@code --set} takes it. */
    Map<String, String> chosen(Map<String, String> further) {
        return configuration().with(further).chosen();
    }
}
