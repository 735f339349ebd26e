package io.inkstream.cli;

import io.inkstream.config.Configuration;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that is not understood: the error as picocli says it, but that a secret among its words is not repeated, and a line of usage. */
final class UsageError {

    /** A setting in a word, with the sign that somebody may take for the equals sign. */
    private static final Pattern SETTING =
            Pattern.compile("(?<key>[A-Za-z][\\w.-]*)\\s*[=:]\\s*(?<value>\\S.*)", Pattern.DOTALL);

    private UsageError() {}

    static int say(ParameterException error, String[] words) {
        var command = error.getCommandLine();
        var err = command.getErr();
        err.println(command.getColorScheme().errorText(withoutSecrets(message(error), words)));
        if (words.length == 0) {
            command.usage(err, command.getColorScheme());
        } else if (!UnmatchedArgumentException.printSuggestions(error, err)) {
            err.println("Usage: " + synopsis(command) + " (see " + help(command) + ")");
        }
        return ExitCode.USAGE;
    }

    /** That of picocli, in words of the field's users; words after an option that is unknown are not unknown options themselves. */
    private static String message(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            var options = unmatched.getUnmatched().stream()
                    .filter(word -> word.startsWith("-"))
                    .toList();
            if (!options.isEmpty()) {
                return (options.size() == 1 ? "Unknown option: '" : "Unknown options: '") + String.join("', '", options)
                        + "'";
            }
        }
        return error.getMessage()
                .replaceFirst(" is not an? (int|long)$", " is not a whole number")
                .replaceFirst(" is not a (double|float)$", " is not a number");
    }

    private static String synopsis(CommandLine command) {
        return new CommandLine.Help(command.getCommandSpec())
                .abbreviatedSynopsis()
                .strip();
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^\\S+", "$0 help");
    }

    private static String withoutSecrets(String message, String[] words) {
        String said = message;
        for (String word : words) {
            var setting = SETTING.matcher(word.replaceFirst("^--set=", ""));
            if (setting.find()) {
                String value = setting.group("value");
                said = said.replace(value, Configuration.shown(setting.group("key"), value));
            }
        }
        return said;
    }
}
