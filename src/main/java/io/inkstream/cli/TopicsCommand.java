package io.inkstream.cli;

import io.inkstream.runtime.TopicAdmin;
import io.inkstream.runtime.TopicSpec;
import io.inkstream.runtime.Topics;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        description = "Create, list or delete Inkstream's topics.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "create|list|delete")
final class TopicsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "topics needs one of: create, list, delete");
    }

    @Command(description = "Create the topics that do not exist, with their settings.", mixinStandardHelpOptions = true)
    int create(@Mixin Connection connection) {
        var configuration = connection.reached();
        try (var admin = new TopicAdmin(configuration.kafka())) {
            for (var topic : admin.create(Topics.all(configuration))) {
                spec.commandLine().getOut().println((topic.isNew() ? "created " : "exists  ") + topic.name());
                topic.differences()
                        .forEach(difference -> spec.commandLine().getErr().println("  " + difference));
            }
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "List the topics as they are on the broker.", mixinStandardHelpOptions = true)
    int list(@Mixin Connection connection) {
        var configuration = connection.reached();
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.list()
                    .forEach(topic -> spec.commandLine()
                            .getOut()
                            .printf(
                                    "%-60s partitions=%d replication=%d %s%n",
                                    topic.name(), topic.partitions(), topic.replication(), topic.config()));
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "Delete the topics and all that is in them.", mixinStandardHelpOptions = true)
    int delete(@Mixin Connection connection, @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        var configuration = connection.reached();
        if (!Confirmation.given(spec, yes, "Delete all of Inkstream's topics, with every text, reply and model?")) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.delete(Topics.all(configuration).stream().map(TopicSpec::name).toList())
                    .forEach(name -> spec.commandLine().getOut().println("deleted " + name));
        }
        return CommandLine.ExitCode.OK;
    }
}
