package io.inkstream.cli.terminal;

import picocli.CommandLine.Model.CommandSpec;

/** Asks before something is lost. */
public final class Confirmation {

    private Confirmation() {}

    /** Whether {@code --yes} was given or the user at the terminal types yes; without a terminal the answer is no. */
    public static boolean given(CommandSpec spec, boolean yes, String question) {
        if (yes) {
            return true;
        }
        var console = System.console();
        String answer = console == null ? null : console.readLine("%s [yes/no] ", question);
        if ("yes".equalsIgnoreCase(answer)) {
            return true;
        }
        spec.commandLine().getErr().println("Nothing was changed; answer yes, or use --yes.");
        return false;
    }
}
