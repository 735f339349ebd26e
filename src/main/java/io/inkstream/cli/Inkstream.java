package io.inkstream.cli;

import io.inkstream.cli.admin.ConfigCommand;
import io.inkstream.cli.admin.DoctorCommand;
import io.inkstream.cli.admin.ResetCommand;
import io.inkstream.cli.admin.SchemasCommand;
import io.inkstream.cli.admin.TopicsCommand;
import io.inkstream.cli.bench.BenchCommand;
import io.inkstream.cli.corpus.CorpusCommand;
import io.inkstream.cli.corpus.DismissCommand;
import io.inkstream.cli.corpus.TailCommand;
import io.inkstream.cli.corpus.WatchCommand;
import io.inkstream.cli.model.ModelCommand;
import io.inkstream.cli.prompt.PromptCommand;
import io.inkstream.cli.prompt.SessionCommand;
import io.inkstream.cli.service.BrokerCommand;
import io.inkstream.cli.service.DashboardCommand;
import io.inkstream.cli.service.GatewayCommand;
import io.inkstream.cli.service.GenerateCommand;
import io.inkstream.cli.service.TrainCommand;
import io.inkstream.config.ConfigurationException;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/inkstream}. Exit code 0: done, 1: failed, 2: wrong usage. */
@Command(
        name = "inkstream",
        description = {
            "Train a language model on a Kafka topic as text arrives,",
            "and complete prompts from another topic.",
            ""
        },
        version = "inkstream 0.1.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
public final class Inkstream {

    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            TopicsCommand.class,
            SchemasCommand.class,
            TrainCommand.class,
            GenerateCommand.class,
            GatewayCommand.class,
            DashboardCommand.class,
            CorpusCommand.class,
            PromptCommand.class,
            SessionCommand.class,
            TailCommand.class,
            WatchCommand.class,
            DismissCommand.class,
            ModelCommand.class,
            BrokerCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            HelpPageCommand.class,
            ClassesCommand.class,
            BenchCommand.class,
            ResetCommand.class,
            HelpOfCommand.class);

    /** Those that look at the others, or load their classes. */
    private static final Set<Class<?>> OF_ALL =
            Set.of(CompletionCommand.class, HelpPageCommand.class, ClassesCommand.class, HelpOfCommand.class);

    private Inkstream() {}

    public static void main(String[] args) {
        var commandLine = commandLine(args);
        if (System.console() != null) {
            commandLine.setUsageHelpAutoWidth(true);
        }
        System.exit(areRead(args, commandLine) ? execute(commandLine, args) : CommandLine.ExitCode.USAGE);
    }

    /** Whether Java could read the arguments: where the locale's encoding lacks a letter it puts another in its place. */
    private static boolean areRead(String[] args, CommandLine commandLine) {
        String encoding = System.getProperty("sun.jnu.encoding", "");
        for (String word : args) {
            if (word.indexOf('\uFFFD') >= 0 && !encoding.equalsIgnoreCase("UTF-8")) {
                commandLine
                        .getErr()
                        .println("inkstream: expected arguments in the locale's encoding, " + encoding + ", found '"
                                + word + "': set LC_ALL=C.UTF-8, or start through bin/inkstream, which does");
                return false;
            }
        }
        return true;
    }

    /** The exit code; picocli leaves errors of the JVM to us, natives that are not there among them. */
    static int execute(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (LinkageError | OutOfMemoryError e) {
            return failed(e, commandLine);
        }
    }

    static CommandLine commandLine() {
        return with(COMMANDS);
    }

    /** That understands these words: the options of all commands are read in a fifth of the time of a prompt. */
    private static CommandLine commandLine(String[] args) {
        return with(COMMANDS.stream()
                .filter(each -> args.length > 0
                        && each.getAnnotation(Command.class).name().equals(args[0])
                        && !OF_ALL.contains(each))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS));
    }

    private static CommandLine with(List<Class<?>> commands) {
        var commandLine = new CommandLine(new Inkstream());
        // Each made by itself, or its model would not be transformed.
        commands.forEach(each -> commandLine.addSubcommand(new CommandLine(each)));
        return Examples.in(commandLine)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(UsageError::say)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    }

    private static int failed(Throwable e, CommandLine command) {
        var out = command.getErr();
        out.println(command.getColorScheme().errorText("inkstream: " + Failure.sentence(e)));
        // Asked for here alone: setting up the log takes longer than all else that help does.
        LoggerFactory.getLogger(Inkstream.class).debug("Caused by:", e);
        boolean usage = e instanceof ConfigurationException;
        return usage ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
