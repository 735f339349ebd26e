package io.inkstream.cli.admin;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.config.KeyReference;
import io.inkstream.config.Setting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Print the effective settings and their sources; secrets are masked.",
        mixinStandardHelpOptions = true)
public final class ConfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Option(names = "--markdown", description = "Print the meaning of every key instead: docs/configuration.md.")
    private boolean markdown;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (markdown) {
            out.print(KeyReference.markdown());
        } else {
            connection.configuration().effective().forEach(setting -> output.print(setting, line(setting)));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String line(Setting setting) {
        return "%-32s = %-40s # %s".formatted(setting.key(), setting.value(), setting.source());
    }
}
