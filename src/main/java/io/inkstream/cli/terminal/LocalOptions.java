package io.inkstream.cli.terminal;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a local broker and registry keep their data and listen. */
public final class LocalOptions {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "inkstream-data",
            description = "The data folder (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            converter = Port.class,
            defaultValue = "9092",
            description = "The broker's port; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            converter = Port.class,
            defaultValue = "8081",
            description = "The schema registry's port; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int registryPort;

    public Path directory() {
        return directory.toAbsolutePath();
    }

    public int kafkaPort() {
        return kafkaPort;
    }

    public int registryPort() {
        return registryPort;
    }
}
