package io.inkstream.cli.admin;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.serde.subjects.RegistrySchemas;
import io.inkstream.topics.SchemasInUse;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "schemas",
        description = "List, check or register Inkstream's schemas in the schema registry.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|check|register")
public final class SchemasCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "schemas needs one of: list, check, register");
    }

    @Command(
            description = {
                "List the subject of each schema, without a registry; with --json also the schema.",
                "For registries where Inkstream's processes may not register."
            },
            mixinStandardHelpOptions = true)
    int list(@Mixin Connection connection, @Mixin Output output) {
        new RegistrySchemas(connection.configuration().registry())
                .needed()
                .forEach(needed -> output.print(needed, "%-62s %s".formatted(needed.subject(), needed.record())));
        return ExitCode.OK;
    }

    @Command(
            description = {
                "Check that the registry has each schema under its subject; register nothing.",
                "Exit code 1 if one is missing or incompatible."
            },
            mixinStandardHelpOptions = true)
    int check(@Mixin Connection connection, @Mixin Output output) {
        return printed(new RegistrySchemas(connection.configuration().registry()).check(), output);
    }

    @Command(
            description = {
                "Register each schema under its topic's subject; existing schemas stay.",
                "With --restore: restore schemas that the registry has lost, under the ids in the records."
            },
            mixinStandardHelpOptions = true)
    int register(
            @Mixin Connection connection,
            @Mixin Output output,
            @Option(
                            names = "--restore",
                            description = {
                                "Register only schemas of records on the topics, under the records' ids. An id that cannot be restored is named."
                            })
                    boolean restore) {
        var configuration = connection.reached();
        var schemas = new RegistrySchemas(configuration.registry());
        var outcomes = restore ? schemas.restore(SchemasInUse.on(configuration)) : schemas.register();
        if (outcomes.isEmpty()) {
            spec.commandLine().getErr().println("No record of ours in Avro is on the topics: nothing to restore");
        }
        return printed(outcomes, output);
    }

    private static int printed(List<RegistrySchemas.Outcome> outcomes, Output output) {
        outcomes.forEach(outcome ->
                output.print(outcome, "%-6d %-42s %s".formatted(outcome.id(), outcome.record(), outcome.what())));
        return outcomes.stream().allMatch(RegistrySchemas.Outcome::there) ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
