package io.inkstream.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "help-page", description = "Print docs/commands.md.", hidden = true)
final class HelpPageCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.print(CommandReference.markdown());
        out.flush();
    }
}
