package io.inkstream.config;

import java.util.List;

/** A configuration that cannot be used. The message names each key, its value, where it came from and what it should be. */
public final class ConfigurationException extends RuntimeException {

    /** @param problems a line each */
    public ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }

    public ConfigurationException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
