package io.inkstream.local;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The command line and environment of the registry's process. */
final class RegistryCommand {

    /** Ignored signals stay ignored in what the shell becomes: Ctrl-C is for the parent, which ends the registry last. */
    private static final List<String> DEAF_TO_CTRL_C = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    /** Measured: ready in 4.3 s where the JVM's defaults take 6.0 s, and 220 MB resident. */
    private static final List<String> JVM =
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private static final Set<String> KEPT_ENVIRONMENT =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH");

    private RegistryCommand() {}

    /**
     * The process, ready to start.
     *
     * @param home the folder with {@code registry/} in it
     * @param data its directory, absolute
     * @param port the port to listen on, or 0 for a free one
     * @param log the file it prints to
     * @throws IllegalStateException if {@code home} has no registry
     */
    static ProcessBuilder builder(Path home, Path data, int port, Path log) {
        var command = new ArrayList<>(DEAF_TO_CTRL_C);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(
                List.of("-cp", runner(home) + File.pathSeparator + ownClasses(), RegistryProcess.class.getName()));
        // Its own directory: Quarkus reads .env and config/ where it is started.
        var builder = new ProcessBuilder(command).directory(data.toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        var environment = builder.environment();
        // Quarkus takes any of its settings from the environment; it is to have ours alone.
        environment.keySet().retainAll(KEPT_ENVIRONMENT);
        // WRITE_DELAY=0: without it a kill loses half a second of acknowledged schemas.
        environment.put(
                "REGISTRY_DATASOURCE_URL",
                "jdbc:h2:file:" + data.resolve("registry") + ";NON_KEYWORDS=VALUE;WRITE_DELAY=0");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_BANNER_ENABLED", "false");
        environment.put("REGISTRY_LOG_LEVEL", "WARN");
        return builder;
    }

    private static Path runner(Path home) {
        var folder = home.resolve("registry").toAbsolutePath();
        try (var jars = Files.newDirectoryStream(folder, "apicurio-registry-app-*-runner.jar")) {
            var found = jars.iterator();
            if (found.hasNext()) {
                return found.next();
            }
        } catch (IOException e) {
            // Said below, as for an empty folder.
        }
        throw new IllegalStateException("expected the schema registry in " + folder
                + ", found no apicurio-registry-app-*-runner.jar there: run mvn package first");
    }

    private static Path ownClasses() {
        try {
            return Path.of(RegistryProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the folder of our own classes has no path", e);
        }
    }
}
