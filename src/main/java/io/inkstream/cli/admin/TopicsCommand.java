package io.inkstream.cli.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.cli.terminal.Confirmation;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicSpec;
import io.inkstream.topics.Topics;
import java.util.TreeMap;
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
public final class TopicsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "topics needs one of: create, list, delete");
    }

    @Command(description = "Create the missing topics with their settings.", mixinStandardHelpOptions = true)
    int create(@Mixin Connection connection, @Mixin Output output) {
        var configuration = connection.reached();
        try (var admin = new TopicAdmin(configuration.kafka())) {
            for (var topic : admin.create(Topics.all(configuration))) {
                output.print(object(topic), (topic.isNew() ? "created " : "exists  ") + topic.name());
                topic.differences()
                        .forEach(difference -> spec.commandLine().getErr().println("  " + difference));
            }
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "List the topics on the broker.", mixinStandardHelpOptions = true)
    int list(@Mixin Connection connection, @Mixin Output output) {
        var configuration = connection.reached();
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.list()
                    .forEach(topic -> output.print(
                            topic,
                            "%-60s partitions=%d replication=%d %s"
                                    .formatted(
                                            topic.name(),
                                            topic.partitions(),
                                            topic.replication(),
                                            new TreeMap<>(topic.config()))));
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "Delete the topics and everything in them.", mixinStandardHelpOptions = true)
    int delete(
            @Mixin Connection connection,
            @Mixin Output output,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        var configuration = connection.reached();
        if (!Confirmation.given(spec, yes, "Delete all of Inkstream's topics, with every text, reply and model?")) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.delete(Topics.all(configuration).stream().map(TopicSpec::name).toList())
                    .forEach(name -> output.print(deleted(name), "deleted " + name));
        }
        return CommandLine.ExitCode.OK;
    }

    private static ObjectNode object(TopicAdmin.Created topic) {
        var object =
                JsonNodeFactory.instance.objectNode().put("name", topic.name()).put("created", topic.isNew());
        topic.differences().forEach(object.putArray("differences")::add);
        return object;
    }

    private static ObjectNode deleted(String name) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("deleted", true);
    }
}
