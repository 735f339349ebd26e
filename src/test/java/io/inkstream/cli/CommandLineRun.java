package io.inkstream.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands as {@code bin/inkstream} does, with settings of its own and the output at hand. */
public final class CommandLineRun {

    private final Map<String, String> settings;

    public CommandLineRun(Map<String, String> settings) {
        this.settings = settings;
    }

    /** What each command is given with {@code --set}. */
    public Map<String, String> settings() {
        return settings;
    }

    /** What a command left. */
    public record Result(int exitCode, String out, String err) {}

    public Result run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        settings.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
        return alone(all.toArray(String[]::new));
    }

    /** Without the settings, for what talks to no broker. */
    public Result alone(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Inkstream.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
