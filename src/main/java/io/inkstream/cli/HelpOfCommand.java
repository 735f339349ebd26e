package io.inkstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}, and {@code help} of a command in as many words as it has. */
@Command(name = "help", description = "Display help information about the specified command.", helpCommand = true)
final class HelpOfCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command, model diff for example.")
    private List<String> words = new ArrayList<>();

    @Override
    public void run() {
        var command = spec.parent().commandLine();
        for (String word : words) {
            var next = command.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(
                        command,
                        "there is no command '" + String.join(" ", words) + "': "
                                + command.getCommandSpec().qualifiedName() + " has "
                                + (command.getSubcommands().isEmpty() ? "none" : names(command)));
            }
            command = next;
        }
        command.usage(spec.commandLine().getOut(), spec.commandLine().getColorScheme());
    }

    private static String names(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }
}
