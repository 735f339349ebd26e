package io.inkstream.streams;

import io.inkstream.config.Configuration;
import io.inkstream.topics.RegistryWatch;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** A topology whose thread hangs at its first record. */
public final class Hanging {

    private Hanging() {}

    /** One that reads this topic, and is released by the latch. */
    public static StreamsApplication on(String topic, Configuration configuration, CountDownLatch release) {
        return new StreamsApplication(
                "Trainer",
                "0",
                () -> new Topology()
                        .addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic)
                        .addProcessor("hang", () -> new Hang(release), "source"),
                new StreamsClients(
                        settings ->
                                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                        () -> 0),
                StreamsSettings.of(configuration, "train", Map.of("max.poll.records", 1)),
                new RegistryWatch(configuration, "hanging"),
                Optional.empty(),
                streams -> Optional.empty());
    }

    private record Hang(CountDownLatch release) implements Processor<Object, Object, Void, Void> {
        @Override
        public void process(Record<Object, Object> record) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
