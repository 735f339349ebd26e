package io.inkstream.streams;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicSpec;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** Puts both topologies back to their beginning. */
public final class ApplicationReset implements AutoCloseable {

    private static final List<String> TOPOLOGIES = List.of("train", "generate");

    private final Configuration configuration;
    private final Admin admin;

    public ApplicationReset(Configuration configuration) {
        this.configuration = configuration;
        this.admin = Admin.create(configuration.kafka());
    }

    /**
     * @return what was done, a line each
     * @throws IllegalStateException if an instance of either is still a member of its group
     */
    public List<String> run() throws IOException {
        var done = new ArrayList<String>();
        for (String topology : TOPOLOGIES) {
            deleteGroup(configuration.applicationId(topology), done);
        }
        var existing = names();
        for (String topology : TOPOLOGIES) {
            String prefix = configuration.applicationId(topology) + "-";
            deleteTopics(
                    existing.stream()
                            .filter(name -> name.startsWith(prefix) && name.endsWith("-changelog"))
                            .sorted()
                            .toList(),
                    done);
        }
        // They hold what was made from the text, in an order and with steps that would not come again, or would come
        // twice.
        var derived = Topics.all(configuration).stream()
                .filter(topic -> Set.of(
                                TopicNames.CORPUS_ORDERED,
                                TopicNames.CHECKPOINTS,
                                TopicNames.REQUESTS,
                                TopicNames.ROUNDS,
                                TopicNames.PARTS,
                                TopicNames.SCORES,
                                TopicNames.ALERTS)
                        .contains(topic.name()))
                .filter(topic -> existing.contains(topic.name()))
                .toList();
        deleteTopics(derived.stream().map(TopicSpec::name).toList(), done);
        try (var topics = new TopicAdmin(configuration.kafka())) {
            topics.create(derived).forEach(topic -> done.add("created topic " + topic.name()));
        }
        deleteFolder(Path.of(configuration.string(Keys.STATE_DIR)), done);
        return done;
    }

    private void deleteGroup(String group, List<String> done) {
        try {
            admin.deleteConsumerGroups(List.of(group)).all().get();
            done.add("deleted offsets of group " + group);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupNotEmptyException) {
                throw new IllegalStateException(
                        "group " + group
                                + " still has members: stop every trainer and generator; one that was killed is"
                                + " forgotten after 10 s",
                        e.getCause());
            }
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw failed("delete group " + group, e.getCause());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Set<String> names() {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw failed("list the topics", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void deleteTopics(List<String> names, List<String> done) {
        try {
            admin.deleteTopics(names).all().get();
            names.forEach(name -> done.add("deleted topic " + name));
        } catch (ExecutionException e) {
            throw failed("delete topics " + names, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void deleteFolder(Path folder, List<String> done) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        done.add("deleted local state in " + folder);
    }

    private static KafkaException failed(String what, Throwable cause) {
        return new KafkaException("could not " + what + ": " + cause.getMessage(), cause);
    }

    private static KafkaException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new KafkaException("interrupted", e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
