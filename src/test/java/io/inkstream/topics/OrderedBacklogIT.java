package io.inkstream.topics;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import io.inkstream.local.LocalBroker;
import io.inkstream.serde.TopicNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderedBacklogIT {

    private static final String TOPIC = TopicNames.CORPUS_ORDERED;

    @TempDir
    private Path folder;

    @Test
    void the_oldest_text_is_that_which_the_trainers_have_committed_to_read_next() throws Exception {
        try (var broker = LocalBroker.start(folder, 0)) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            var configuration = Configuration.load(
                    Map.of("bootstrap.servers", broker.bootstrapServers()), Map.of(), Optional.empty());
            try (var admin = new TopicAdmin(kafka);
                    var offsets = Admin.create(kafka);
                    var producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer());
                    var backlog = new OrderedBacklog(configuration)) {
                assertThat(backlog.oldest("default")).isEqualTo(Long.MAX_VALUE);
                // Before there is a topic: it is looked for again.
                backlog.start();
                admin.create(List.of(new TopicSpec(TOPIC, 1, (short) 1, Map.of())));
                long now = System.currentTimeMillis();
                for (int age = 3; age >= 1; age--) {
                    producer.send(new ProducerRecord<>(TOPIC, 0, now - age * 1000L, "default", "text"))
                            .get();
                }
                await(backlog, now - 3000);
                commit(offsets, configuration, 2);
                await(backlog, now - 1000);
                commit(offsets, configuration, 3);
                await(backlog, Long.MAX_VALUE);
            }
        }
    }

    private static void await(OrderedBacklog backlog, long oldest) {
        patiently().untilAsserted(() -> assertThat(backlog.oldest("default")).isEqualTo(oldest));
    }

    private static void commit(Admin admin, Configuration configuration, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(
                        configuration.applicationId("train"),
                        Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }
}
