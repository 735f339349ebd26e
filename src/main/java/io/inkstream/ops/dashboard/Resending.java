package io.inkstream.ops.dashboard;

import static io.inkstream.http.Field.required;
import static io.inkstream.http.Field.whole;

import io.inkstream.config.Configuration;
import io.inkstream.http.Fields;
import io.inkstream.http.JsonBody;
import io.inkstream.http.Refusal;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetters;
import io.inkstream.topics.TopicReader;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends dead letters to the topic that they were read from, once what was wrong has been put right: the record as it was received. */
final class Resending {

    private static final int BODY_MAX = 1000;
    private static final int SEND_SECONDS = 10;
    private static final Duration READ_WITHIN = Duration.ofSeconds(5);

    /** What begins the headers that a dead letter has and the record had not. */
    private static final String ERROR_HEADERS = "__streams.errors.";

    /** Topics that others write to; what is on the rest has an order of its own. */
    private static final Set<String> TOPICS =
            Set.of(TopicNames.CORPUS, TopicNames.PROMPTS, TopicNames.FEEDBACK, TopicNames.REQUESTS);

    private static final Fields<Wanted> FIELDS = new Fields<>(
            required(
                    whole("partition", 0, Integer.MAX_VALUE, (wanted, number) -> wanted.partition = number.intValue())),
            required(whole("offset", 0, Long.MAX_VALUE, (wanted, offset) -> wanted.offset = offset)));

    private final Configuration configuration;

    /** What the fields are gathered in: the letter's place. */
    private static final class Wanted {
        private int partition;
        private long offset;
    }

    Resending(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * Sends one letter.
     *
     * @throws Refusal if it is not there, or its record cannot be written
     */
    void send(Context context) {
        var wanted = new Wanted();
        FIELDS.read(JsonBody.object(JsonBody.bytes(context.bodyInputStream(), BODY_MAX, null)), wanted);
        var letter = letter(wanted);
        String topic = topic(letter);
        write(new ProducerRecord<>(topic, null, letter.key(), letter.value(), headers(letter)));
        context.json(Map.of("topic", topic));
    }

    private ConsumerRecord<byte[], byte[]> letter(Wanted wanted) {
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var reader = new TopicReader(configuration, TopicNames.DEAD_LETTERS)) {
            reader.some(wanted.partition, new TreeSet<>(Set.of(wanted.offset)), READ_WITHIN, found::add);
        }
        if (found.isEmpty()) {
            throw Refusal.of(
                    404,
                    "there is no dead letter %s-%d@%d"
                            .formatted(TopicNames.DEAD_LETTERS, wanted.partition, wanted.offset));
        }
        return found.get(0);
    }

    private static String topic(ConsumerRecord<byte[], byte[]> letter) {
        var header = letter.headers().lastHeader(DeadLetters.TOPIC);
        String topic = header == null || header.value() == null
                ? "no topic"
                : new String(header.value(), StandardCharsets.UTF_8);
        if (!TOPICS.contains(topic)) {
            throw Refusal.of(
                    400, "only what was read from one of " + new TreeSet<>(TOPICS) + " can be sent again: " + topic);
        }
        return topic;
    }

    private static List<Header> headers(ConsumerRecord<byte[], byte[]> letter) {
        var own = new ArrayList<Header>();
        letter.headers().forEach(header -> {
            if (!header.key().startsWith(ERROR_HEADERS)) {
                own.add(header);
            }
        });
        return own;
    }

    private void write(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TimeUnit.SECONDS.toMillis(SEND_SECONDS));
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw refusal(record.topic(), e.getCause().getMessage());
        } catch (KafkaException e) {
            throw refusal(record.topic(), e.getMessage());
        } catch (TimeoutException e) {
            throw refusal(record.topic(), "no answer from the brokers");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal(record.topic(), "interrupted");
        }
    }

    private static Refusal refusal(String topic, String why) {
        return Refusal.of(503, "the record could not be written to " + topic + ": " + why);
    }
}
