package io.inkstream.streams.lifecycle;

import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;

/**
 * What to say where the words of Kafka name no key, no topic and nothing to do.
 *
 * @param group the consumer group of the topology
 * @param instance the {@code instance.id}
 * @param folder where this instance keeps its local state
 * @param topics the topics that it reads, for people
 * @param clock this machine's
 */
public record Sentences(String group, String instance, String folder, String topics, InstantSource clock) {

    /** How Kafka Streams says that another process holds the folder: it has no exception of its own for it. */
    private static final String FOLDER_TAKEN =
            "multiple instances of Kafka Streams are running in the same state directory";

    /** How it says so of a store, which it cannot open then. */
    private static final String LEFT_OPEN = "Expected state to be either empty or closed";

    /** Our sentence; empty where the failure's own words will do. */
    public Optional<String> of(Throwable failure) {
        if (Diagnosis.isDiskFull(failure)) {
            return Optional.of(
                    "the disk of state.dir is full (" + folder + "): make room there and restart it; nothing is lost");
        }
        if (Diagnosis.find(failure, FencedInstanceIdException.class).isPresent()) {
            return Optional.of(
                    ("another process with instance.id=%s has taken this one's place in group %s: give each instance"
                                    + " a different instance.id, or run only one")
                            .formatted(instance, group));
        }
        if (isFolderTaken(failure)) {
            return Optional.of(
                    ("another process uses the local state in %s (state.dir and instance.id=%s): give each instance"
                                    + " a different instance.id, or stop the other")
                            .formatted(folder, instance));
        }
        if (Diagnosis.find(failure, InvalidTimestampException.class).isPresent()) {
            return Optional.of(
                    ("the broker refuses a record because of its timestamp: this machine's clock says %s, which is more than"
                                    + " message.timestamp.after.max.ms of the topic (an hour by default) ahead of the broker's; set the clock right and"
                                    + " start it again; nothing is lost (%s)")
                            .formatted(clock.instant(), innermost(failure, InvalidTimestampException.class)));
        }
        if (Diagnosis.find(failure, MissingSourceTopicException.class).isPresent()) {
            return Optional.of(
                    "it waits for a topic that does not exist (one of %s): create it with bin/inkstream topics create"
                            .formatted(topics));
        }
        return Diagnosis.find(failure, ProcessorStateException.class).map(cause -> state(failure));
    }

    private String state(Throwable failure) {
        String words = innermost(failure, ProcessorStateException.class);
        if (words.contains(LEFT_OPEN)) {
            return "the local state in " + folder + " was left open by a process that was killed";
        }
        String why = "the local state in " + folder + " cannot be used: " + words;
        return Diagnosis.find(failure, RocksDBException.class).isPresent()
                ? why
                : why + "; state.dir must be a folder that this user may write to";
    }

    private static boolean isFolderTaken(Throwable failure) {
        return Diagnosis.causes(failure)
                .anyMatch(cause ->
                        cause.getMessage() != null && cause.getMessage().contains(FOLDER_TAKEN));
    }

    /** The last message from this cause on. */
    private static String innermost(Throwable failure, Class<? extends Throwable> from) {
        return Diagnosis.find(failure, from).stream()
                .flatMap(Diagnosis::causes)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .reduce((outer, inner) -> inner)
                .orElse("no reason given");
    }
}
