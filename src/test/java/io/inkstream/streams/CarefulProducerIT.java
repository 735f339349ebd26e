package io.inkstream.streams;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.local.LocalBroker;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction whose broker goes away: Kafka Streams takes a time-out for something that it can mend under the same producer. */
final class CarefulProducerIT {

    @TempDir
    private Path folder;

    @Test
    void a_commit_whose_end_is_not_known_is_no_time_out_that_is_tried_again_in_place() throws Exception {
        var broker = LocalBroker.start(folder, 0);
        var producer = new CarefulProducer(
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "transactional.id", "careful",
                        "max.block.ms", "2000"),
                () -> 0);
        try (broker;
                var admin = new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.create(List.of(new TopicSpec("text", 1, (short) 1, Map.of())));
            // Both are tried again where they take longer than max.block.ms, which is what the test waits for below.
            patiently().ignoreException(TimeoutException.class).untilAsserted(producer::initTransactions);
            patiently()
                    .ignoreException(TimeoutException.class)
                    .until(() -> !producer.partitionsFor("text").isEmpty());
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("text", new byte[] {1})).get();
            broker.close();

            assertThatThrownBy(() -> producer.sendOffsetsToTransaction(
                            Map.of(new TopicPartition("text", 0), new OffsetAndMetadata(1)),
                            new MockConsumer<>("latest").groupMetadata()))
                    .isInstanceOf(KafkaException.class)
                    .isNotInstanceOf(TimeoutException.class)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("whether it was made is not known");
        } finally {
            producer.close(Duration.ZERO); // in order, it would wait for a broker that never comes back
        }
    }
}
