package io.inkstream.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.runtime.KeyReference;
import io.inkstream.runtime.Setting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Print the settings in force, each with where it comes from; secrets are masked.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Option(names = "--json", description = "One JSON object for each key.")
    private boolean json;

    @Option(names = "--markdown", description = "Print what every key means instead: the page docs/configuration.md.")
    private boolean markdown;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (markdown) {
            out.print(KeyReference.markdown());
        } else {
            connection
                    .configuration()
                    .effective()
                    .forEach(setting -> out.println(json ? json(setting) : line(setting)));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String line(Setting setting) {
        return "%-32s = %-40s # %s".formatted(setting.key(), setting.value(), setting.source());
    }

    private static String json(Setting setting) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("key", setting.key())
                .put("value", setting.value())
                .put("source", setting.source())
                .toString();
    }
}
