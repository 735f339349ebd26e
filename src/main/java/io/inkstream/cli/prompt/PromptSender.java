package io.inkstream.cli.prompt;

import io.inkstream.config.Configuration;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;

/** Writes to {@code prompts}, and returns when it is written. */
final class PromptSender {

    private final Configuration configuration;
    private final Serde<SpecificRecord> serde;

    PromptSender(Configuration configuration, Serde<SpecificRecord> serde) {
        this.configuration = configuration;
        this.serde = serde;
    }

    /** @param session null for a prompt that stands alone */
    void send(String session, Prompt prompt) throws InterruptedException {
        try (var producer = producer()) {
            written(List.of(producer.send(
                    new ProducerRecord<byte[], SpecificRecord>(TopicNames.PROMPTS, key(session), prompt))));
        }
    }

    /** A prompt without a session may be in any partition, so its cancellation goes to all of them. */
    void cancel(String session, String id) throws InterruptedException {
        var cancellation =
                Prompt.newBuilder().setText("").setId(id).setCancel(true).build();
        if (session != null) {
            send(session, cancellation);
            return;
        }
        try (var producer = producer()) {
            var sent = new ArrayList<Future<?>>();
            for (var partition : producer.partitionsFor(TopicNames.PROMPTS)) {
                sent.add(producer.send(new ProducerRecord<byte[], SpecificRecord>(
                        TopicNames.PROMPTS, partition.partition(), null, cancellation)));
            }
            written(sent);
        }
    }

    private Producer<byte[], SpecificRecord> producer() {
        return new KafkaProducer<>(configuration.kafka(), new ByteArraySerializer(), serde.serializer());
    }

    private static byte[] key(String session) {
        return session == null ? null : session.getBytes(StandardCharsets.UTF_8);
    }

    private static void written(List<Future<?>> sent) throws InterruptedException {
        try {
            for (var each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException("the prompt could not be written to " + TopicNames.PROMPTS, e.getCause());
        }
    }
}
