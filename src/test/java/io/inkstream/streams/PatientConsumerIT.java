package io.inkstream.streams;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.local.LocalBroker;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicSpec;
import io.inkstream.train.Intake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PatientConsumerIT {

    private static final TopicPartition ORDERED = new TopicPartition(TopicNames.CORPUS_ORDERED, 0);
    private static final TopicPartition CORPUS = new TopicPartition(TopicNames.CORPUS, 0);

    @TempDir
    private Path folder;

    private final List<String> removed = new ArrayList<>();

    @Test
    void text_that_there_is_no_room_for_stays_in_kafka_and_nothing_else_waits_for_it() throws Exception {
        var intake = new Intake();
        try (var broker = LocalBroker.start(folder, 0)) {
            Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (var admin = new TopicAdmin(settings)) {
                admin.create(List.of(
                        new TopicSpec(ORDERED.topic(), 1, (short) 1, Map.of()),
                        new TopicSpec(CORPUS.topic(), 1, (short) 1, Map.of())));
            }
            try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
                    var consumer = new PatientConsumer(settings, intake, Duration.ZERO, this::removed)) {
                consumer.assign(List.of(ORDERED, CORPUS));
                consumer.seekToBeginning(consumer.assignment());
                intake.set(0, true);
                producer.send(new ProducerRecord<>(ORDERED.topic(), "ordered")).get();
                producer.send(new ProducerRecord<>(CORPUS.topic(), "corpus")).get();

                assertThat(read(consumer, 1)).containsExactly("corpus");
                assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
                assertThat(consumer.paused()).isEmpty();
                // Or Kafka Streams would read no other topic of the task.
                assertThat(consumer.currentLag(ORDERED)).hasValue(0);

                intake.set(0, false);
                consumer.pause(List.of(ORDERED)); // as Kafka Streams does
                assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
                intake.set(0, true);
                assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
                assertThat(consumer.paused()).containsExactly(ORDERED);

                consumer.resume(List.of(ORDERED));
                intake.set(0, false);
                assertThat(read(consumer, 1)).containsExactly("ordered");
                assertThat(removed).isEmpty();
                removedBeforeItIsRead(settings, producer);
                aRecordThatIsTooLargeIsNamed(settings);
            }
        }
    }

    /** Up to offset 3, for a consumer that had come to offset 1; and the topic as a whole, for one that was far ahead. */
    private void removedBeforeItIsRead(Map<String, Object> settings, KafkaProducer<String, String> producer)
            throws Exception {
        for (int i = 1; i <= 4; i++) {
            producer.send(new ProducerRecord<>(CORPUS.topic(), "corpus " + i)).get();
        }
        try (var admin = Admin.create(settings);
                var consumer = new PatientConsumer(settings, new Intake(), Duration.ZERO, this::removed)) {
            admin.deleteRecords(Map.of(CORPUS, RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
            consumer.assign(List.of(CORPUS));
            consumer.seek(CORPUS, 1);

            assertThat(read(consumer, 2)).containsExactly("corpus 3", "corpus 4");
            assertThat(removed).containsExactly(CORPUS + "@1-3");

            consumer.seek(CORPUS, 100); // as after a topic with more was deleted and created again
            assertThat(read(consumer, 2)).containsExactly("corpus 3", "corpus 4");
            assertThat(removed).hasSize(1);
        }
    }

    /** Not of the consumer, but on the same broker. */
    private static void aRecordThatIsTooLargeIsNamed(Map<String, Object> settings) {
        try (var admin = new TopicAdmin(settings);
                var producer = new CarefulProducer(settings, () -> 0)) {
            admin.create(List.of(new TopicSpec("small", 1, (short) 1, Map.of("max.message.bytes", "200"))));
            var failures = new CopyOnWriteArrayList<Exception>();
            var key = "default/chunk/7\u0000".getBytes(StandardCharsets.UTF_8);
            producer.send(
                    new ProducerRecord<>("small", key, new byte[300]), (metadata, failure) -> failures.add(failure));
            producer.flush();

            assertThat(failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure)
                            .isInstanceOf(RecordTooLargeException.class)
                            .hasMessageContainingAll(
                                    "topic small", "default/chunk/7?", "316 bytes", "max.message.bytes"));
        }
    }

    private void removed(TopicPartition partition, long from, long to) {
        removed.add(partition + "@" + from + "-" + to);
    }

    private static List<String> read(PatientConsumer consumer, int count) {
        var texts = new ArrayList<String>();
        patiently().pollInSameThread().until(() -> {
            consumer.poll(Duration.ofMillis(100))
                    .forEach(record -> texts.add(new String(record.value(), StandardCharsets.UTF_8)));
            return texts.size() >= count;
        });
        return texts;
    }
}
