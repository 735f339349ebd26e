package io.inkstream.cli.terminal;

import java.nio.file.Path;

/** The folder that the program was installed in. */
public final class Home {

    private Home() {}

    /** @throws IllegalStateException if the system property {@code inkstream.home} is not set, as {@code bin/inkstream} does */
    public static Path folder() {
        String home = System.getProperty("inkstream.home");
        if (home == null) {
            throw new IllegalStateException(
                    "the system property inkstream.home must name the program's folder: it is not"
                            + " set; start through bin/inkstream");
        }
        return Path.of(home);
    }

    /** What the demo learns where it is given no text. */
    public static Path demoText() {
        return folder().resolve("corpus/kafka-streams-sources.jar");
    }
}
