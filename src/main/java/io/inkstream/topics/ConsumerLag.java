package io.inkstream.topics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group is behind the end of a topic. */
public final class ConsumerLag implements AutoCloseable {

    private final Admin admin;

    public ConsumerLag(Map<String, Object> kafka) {
        admin = Admin.create(kafka);
    }

    /** Offsets between what the group has committed (0 where it has not) and the end, over all partitions of the topic. */
    public long of(String group, String topic) throws InterruptedException {
        try {
            var latest = new HashMap<TopicPartition, OffsetSpec>();
            var description =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            description
                    .partitions()
                    .forEach(partition ->
                            latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long lag = 0;
            for (var end : admin.listOffsets(latest).all().get().entrySet()) {
                var done = committed.get(end.getKey());
                lag += end.getValue().offset() - (done == null ? 0 : done.offset());
            }
            return lag;
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the lag of group " + group + " on " + topic + " could not be read: "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
