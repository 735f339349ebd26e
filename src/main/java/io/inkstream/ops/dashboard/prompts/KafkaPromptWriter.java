package io.inkstream.ops.dashboard.prompts;

import io.inkstream.config.Configuration;
import io.inkstream.http.Refusal;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes them to their topic. */
public final class KafkaPromptWriter implements PromptWriter {

    private static final int SEND_SECONDS = 10;

    private final KafkaProducer<byte[], SpecificRecord> producer;

    public KafkaPromptWriter(Configuration configuration) {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TimeUnit.SECONDS.toMillis(SEND_SECONDS));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        producer = new KafkaProducer<>(
                settings,
                new ByteArraySerializer(),
                AvroSerdes.values(configuration).serializer());
    }

    @Override
    public void write(byte[] session, Prompt prompt) {
        try {
            producer.send(new ProducerRecord<>(TopicNames.PROMPTS, session, prompt))
                    .get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } catch (KafkaException e) {
            throw refusal(e);
        } catch (TimeoutException e) {
            throw refusal(new TimeoutException("no answer from the brokers"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of(503, "interrupted while writing to " + TopicNames.PROMPTS);
        }
    }

    private static Refusal refusal(Throwable cause) {
        return cause instanceof RecordTooLargeException
                ? Refusal.of(413, "the prompt is larger than a record of " + TopicNames.PROMPTS + " may be")
                : Refusal.of(
                        503, "the prompt could not be written to " + TopicNames.PROMPTS + ": " + cause.getMessage());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
