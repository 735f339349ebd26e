package io.inkstream.chaos;

import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.TopicReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What anybody may do to the topics, and see of them. */
final class TopicsOutside {

    private static final int LONGEST = 200;

    private final Configuration configuration;

    TopicsOutside(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Changes a setting of these topics. */
    void alter(Collection<String> topics, String key, String value) {
        var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        var change = List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
        topics.forEach(topic -> changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), change));
        try (var admin = Admin.create(configuration.kafka())) {
            admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(key + "=" + value + " for " + topics, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends records to a topic that are neither text nor Avro. */
    void sendHostile(String topic, int records, Random random) {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                byte[] value = new byte[2 + random.nextInt(LONGEST)];
                random.nextBytes(value);
                value[0] = (byte) (random.nextBoolean() ? 0 : 0xff); // Avro of an unknown schema, or no UTF-8
                value[1] = (byte) 0xff;
                producer.send(new ProducerRecord<>(topic, value));
            }
        }
    }

    /** How many dead letters there are. */
    long deadLetters() {
        long[] found = {0};
        try (var reader = new TopicReader(configuration, TopicNames.DEAD_LETTERS)) {
            reader.toBeginning();
            reader.readToEnd(record -> found[0]++);
        }
        return found[0];
    }
}
