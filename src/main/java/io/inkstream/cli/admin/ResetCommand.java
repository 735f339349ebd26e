package io.inkstream.cli.admin;

import io.inkstream.cli.terminal.Confirmation;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.config.Keys;
import io.inkstream.streams.ApplicationReset;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reset",
        description = {
            "Delete all models and sessions.",
            "Deletes consumer offsets, internal topics, the ordered text, the checkpoints and this machine's"
                    + " local state. Texts, prompts and replies remain; training and answering start again from the"
                    + " beginning of the topics. Stop every trainer and generator first."
        },
        mixinStandardHelpOptions = true)
public final class ResetCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        var configuration = connection.reached();
        String question = "Delete every model and session of " + configuration.string(Keys.APPLICATION_ID) + " on "
                + configuration.string(Keys.BOOTSTRAP_SERVERS) + "?";
        if (!Confirmation.given(spec, yes, question)) {
            return ExitCode.SOFTWARE;
        }
        try (var reset = new ApplicationReset(configuration)) {
            reset.run().forEach(spec.commandLine().getOut()::println);
        }
        return ExitCode.OK;
    }
}
