package io.inkstream.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.DigestLine;
import io.inkstream.cli.terminal.Output;
import io.inkstream.topics.CheckpointTopic;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "promote",
        description = {
            "Make all generators answer with one checkpoint, for example an older one.",
            "It stays in effect, whatever the trainer publishes, until --newest."
        },
        mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Option(names = "--model", paramLabel = "NAME", description = "The model (default: the key model).")
    private String model;

    @ArgGroup(multiplicity = "1")
    private Which which;

    static final class Which {
        @Option(names = "--step", paramLabel = "N", description = "The checkpoint of this step.")
        private Long step;

        @Option(names = "--newest", description = "Follow the newest checkpoint again.")
        private boolean newest;
    }

    @Override
    public Integer call() {
        var configuration = connection.reached();
        var topic = new CheckpointTopic(configuration);
        var choice = new ModelCommand.Choice(model, which.step);
        if (which.newest) {
            boolean was = topic.followNewest(choice.model(configuration));
            output.done(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("model", choice.model(configuration))
                            .put("promoted", false),
                    was ? "Generators follow the newest checkpoint again" : "No checkpoint was promoted");
        } else {
            var manifest = choice.in(configuration, topic);
            topic.promote(manifest);
            var digest = DigestLine.of(manifest);
            output.done(digest, "Promoted " + digest);
        }
        return ExitCode.OK;
    }
}
