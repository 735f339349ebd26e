package io.inkstream.cli;

import io.inkstream.runtime.SchemasInUse;
import io.inkstream.serde.RegistrySchemas;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "schemas",
        description = "Put Inkstream's schemas into the schema registry.",
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
                "Register each schema under the subject that its topic's writers use; one that is there stays as it is.",
                "With --restore: where the registry lost ids that records on the topics have, put the schemas back under them."
            },
            mixinStandardHelpOptions = true)
    int register(
            @Mixin Connection connection,
            @Mixin Output output,
            @Option(
                            names = "--restore",
                            description = {
                                "Only those that records have, under the ids that they have. A registry that does not take a schema under",
                                "a given id is said, and left as it is."
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
