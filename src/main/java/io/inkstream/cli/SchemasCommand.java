package io.inkstream.cli;

import io.inkstream.serde.RegistrySchemas;
import io.inkstream.topics.SchemasInUse;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "schemas",
        description = "Register Inkstream's schemas in the schema registry.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "register")
final class SchemasCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "schemas needs one of: register");
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
        outcomes.forEach(outcome ->
                output.print(outcome, "%-6d %-42s %s".formatted(outcome.id(), outcome.record(), outcome.what())));
        return outcomes.stream().allMatch(RegistrySchemas.Outcome::there) ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
