package io.inkstream.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands as processes of their own, on this JVM's class path. */
public final class CommandLineProcess {

    /** What lives for seconds spends most of its processor time on the compiler for what lives long, and on a collector for large heaps. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private CommandLineProcess() {}

    /** What starts one, its standard error with its standard output. */
    public static ProcessBuilder of(Map<String, String> settings, String... arguments) {
        var command = new ArrayList<>(words(arguments));
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** The words of its command line. */
    static List<String> words(String... arguments) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(SHORT_LIVED);
        words.addAll(List.of("-Xshare:auto", "-Djdk.console=java.base", "-Dlogback.configurationFile=logback.xml"));
        words.add("-Dinkstream.home=" + System.getProperty("inkstream.home"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.inkstream.cli.Inkstream"));
        words.addAll(List.of(arguments));
        return words;
    }
}
