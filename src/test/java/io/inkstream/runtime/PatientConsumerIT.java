package io.inkstream.runtime;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.runtime.local.LocalBroker;
import io.inkstream.serde.TopicNames;
import io.inkstream.train.Intake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PatientConsumerIT {

    private static final TopicPartition ORDERED = new TopicPartition(TopicNames.CORPUS_ORDERED, 0);
    private static final TopicPartition CORPUS = new TopicPartition(TopicNames.CORPUS, 0);

    @TempDir
    private Path folder;

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
                    var consumer = new PatientConsumer(settings, intake)) {
                consumer.assign(List.of(ORDERED, CORPUS));
                consumer.seekToBeginning(consumer.assignment());
                intake.set(0, true);
                producer.send(new ProducerRecord<>(ORDERED.topic(), "ordered")).get();
                producer.send(new ProducerRecord<>(CORPUS.topic(), "corpus")).get();

                assertThat(read(consumer, 1)).containsExactly("corpus");
                assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
                assertThat(consumer.paused()).isEmpty();

                intake.set(0, false);
                consumer.pause(List.of(ORDERED)); // as Kafka Streams does
                assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
                intake.set(0, true);
                assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
                assertThat(consumer.paused()).containsExactly(ORDERED);

                consumer.resume(List.of(ORDERED));
                intake.set(0, false);
                assertThat(read(consumer, 1)).containsExactly("ordered");
            }
        }
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
