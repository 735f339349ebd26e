package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import io.inkstream.topics.MaxMessageBytes;
import io.inkstream.topics.TopicSpec;
import io.inkstream.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** The size of records that topics and changelogs take: one that is refused ends the instance that sends it. */
final class SizesLook {

    /** No reply, report or manifest fits what takes less, with its key and framing. */
    private static final int LEAST = 4096;

    private final Configuration configuration;
    private final Admin admin;

    SizesLook(Configuration configuration, Admin admin) {
        this.configuration = configuration;
        this.admin = admin;
    }

    /** None if all take what Kafka takes by default. */
    List<Finding> findings() throws ExecutionException, InterruptedException {
        var changelogs = Stream.of("train", "generate")
                .map(topology -> configuration.applicationId(topology) + "-")
                .toList();
        var internal = admin.listTopics().names().get().stream()
                .filter(topic ->
                        topic.endsWith("-changelog") && changelogs.stream().anyMatch(topic::startsWith));
        var taken = MaxMessageBytes.of(
                admin,
                Stream.concat(Topics.all(configuration).stream().map(TopicSpec::name), internal)
                        .toList());
        String tooSmall = named(taken, bytes -> bytes < LEAST);
        String small = named(taken, bytes -> bytes >= LEAST && bytes < MaxMessageBytes.DEFAULT);
        return Stream.of(
                        tooSmall.isEmpty()
                                ? null
                                : Finding.bad(
                                        "Sizes",
                                        tooSmall,
                                        "not even small records fit, and the first that is refused ends its sender: raise"
                                                + advice()),
                        small.isEmpty()
                                ? null
                                : Finding.doubtful(
                                        "Sizes",
                                        small,
                                        "checkpoints are cut to that; any other record that is larger is refused, and ends the sender of"
                                                + " it: raise" + advice()))
                .filter(finding -> finding != null)
                .toList();
    }

    private static String advice() {
        return " max.message.bytes (kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config max.message.bytes="
                + MaxMessageBytes.DEFAULT + ")";
    }

    private static String named(Map<String, Integer> taken, Predicate<Integer> which) {
        return taken.entrySet().stream()
                .filter(topic -> which.test(topic.getValue()))
                .map(topic ->
                        topic.getKey() + " accepts records of at most " + "%,d".formatted(topic.getValue()) + " bytes")
                .collect(Collectors.joining("; "));
    }
}
