package io.inkstream.ops.dashboard;

import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The topics, and how far the two groups have come, as the brokers have it. A picture of a moment is good for two seconds. */
final class Cluster implements AutoCloseable {

    private static final int TIMEOUT_MS = 5000;
    private static final long GOOD_NANOS = 2_000_000_000L;

    private final Configuration configuration;
    private final Admin admin;
    private final Sizes sizes;
    private Picture picture = new Picture(List.of(), List.of(), null, null);
    private long takenAt;

    Cluster(Configuration configuration) {
        this.configuration = configuration;
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        admin = Admin.create(settings);
        sizes = new Sizes(admin);
    }

    /**
     * A partition.
     *
     * @param records offsets from its beginning to its end; of a compacted topic, and with transactions, there are fewer records
     * @param bytes on the disk of a replica; null where that is not known
     * @param lag what the group that reads it has left to do, in offsets; null where none does
     */
    record Partition(int number, long beginning, long end, long records, Long bytes, Long lag) {}

    record Topic(String name, List<Partition> partitions) {}

    /** A member of a group. */
    record Member(String instance, String client, String host, List<String> partitions) {}

    record Group(String name, String state, List<Member> members) {}

    /**
     * How all was at a moment.
     *
     * @param asOf ms since the epoch; null before the brokers have ever answered
     */
    record Picture(List<Topic> topics, List<Group> groups, String trouble, Long asOf) {}

    /**
     * The newest picture; that of before where the brokers cannot be asked.
     *
     * @param answering whether they are worth asking
     */
    synchronized Picture picture(boolean answering) {
        if (answering && (takenAt == 0 || System.nanoTime() - takenAt > GOOD_NANOS)) {
            try {
                picture = take();
            } catch (KafkaException e) {
                picture = new Picture(picture.topics(), picture.groups(), e.getMessage(), picture.asOf());
            }
            takenAt = System.nanoTime();
        }
        return picture;
    }

    private Picture take() {
        try {
            var wanted = Topics.all(configuration).stream()
                    .map(topic -> topic.name())
                    .toList();
            var there = admin.listTopics().names().get();
            var descriptions = admin.describeTopics(
                            wanted.stream().filter(there::contains).toList())
                    .allTopicNames()
                    .get();
            var partitions = descriptions.values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            var begins = offsets(partitions, OffsetSpec.earliest());
            var ends = offsets(partitions, OffsetSpec.latest());
            var committed = new HashMap<TopicPartition, OffsetAndMetadata>();
            var groups = new ArrayList<Group>();
            for (String topology : List.of("train", "generate")) {
                String group = configuration.applicationId(topology);
                committed.putAll(admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get());
                group(group).ifPresent(groups::add);
            }
            var bytes = sizes.bytes();
            var topics = wanted.stream()
                    .filter(descriptions::containsKey)
                    .map(name -> new Topic(
                            name,
                            partitions.stream()
                                    .filter(partition -> partition.topic().equals(name))
                                    .sorted(Comparator.comparing(TopicPartition::partition))
                                    .map(partition -> partition(partition, begins, ends, bytes, committed))
                                    .toList()))
                    .toList();
            var missing = wanted.stream().filter(name -> !there.contains(name)).toList();
            return new Picture(
                    topics,
                    groups,
                    missing.isEmpty()
                            ? null
                            : "topics " + String.join(", ", missing)
                                    + " do not exist, or this user may not see them (Describe); create them: bin/inkstream topics create",
                    System.currentTimeMillis());
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the brokers could not be asked: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking the brokers", e);
        }
    }

    private static Partition partition(
            TopicPartition partition,
            Map<TopicPartition, ListOffsetsResultInfo> begins,
            Map<TopicPartition, ListOffsetsResultInfo> ends,
            Map<TopicPartition, Long> bytes,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        long beginning = begins.get(partition).offset();
        long end = ends.get(partition).offset();
        boolean isRead = List.of(TopicNames.CORPUS, TopicNames.CORPUS_ORDERED, TopicNames.PROMPTS, TopicNames.FEEDBACK)
                .contains(partition.topic());
        var done = committed.get(partition);
        Long lag = isRead ? Math.max(0, end - (done == null ? beginning : done.offset())) : null;
        return new Partition(partition.partition(), beginning, end, end - beginning, bytes.get(partition), lag);
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return admin.listOffsets(wanted).all().get();
    }

    private Optional<Group> group(String name) throws InterruptedException {
        try {
            var description =
                    admin.describeConsumerGroups(List.of(name)).all().get().get(name);
            return Optional.of(new Group(name, description.groupState().toString(), members(description)));
        } catch (ExecutionException e) {
            return Optional.empty(); // no instance was ever started
        }
    }

    private static List<Member> members(ConsumerGroupDescription description) {
        return description.members().stream()
                .map(member -> new Member(
                        member.groupInstanceId().orElse(""),
                        member.clientId(),
                        member.host().replaceFirst("^/", ""),
                        member.assignment().topicPartitions().stream()
                                .map(TopicPartition::toString)
                                .sorted()
                                .toList()))
                .sorted(Comparator.comparing(Member::client))
                .toList();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
