package io.inkstream.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The page {@code docs/commands.md}: the help of every command. */
final class CommandReference {

    private CommandReference() {}

    static String markdown() {
        var page = new StringBuilder("""
                # Commands

                The help of every command, as `bin/inkstream help COMMAND` prints it. This page is generated:
                `bin/inkstream help-page > docs/commands.md`.

                Exit codes: 0 done, 1 failed, 2 wrong usage. Data goes to standard output, messages and progress to standard error;
                with `--json` every line of standard output is an object. Colours appear only on terminals, and not with `NO_COLOR`.
                `bin/inkstream completion` prints completion for bash and zsh.
                """);
        write(page, Inkstream.commandLine(), "");
        return page.toString();
    }

    private static void write(StringBuilder page, CommandLine command, String path) {
        String name = (path + " " + command.getCommandName()).strip();
        // So that the page is the same on every machine.
        command.getCommandSpec().usageMessage().width(100);
        page.append("\n## ").append(name).append("\n\n```\n");
        page.append(command.getUsageMessage(Ansi.OFF).stripTrailing().replace("\r\n", "\n"));
        page.append("\n```\n");
        command.getSubcommands().forEach((key, each) -> {
            if (!each.getCommandSpec().usageMessage().hidden() && !key.equals("help")) {
                write(page, each, name);
            }
        });
    }
}
