package io.inkstream.ops.dashboard;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.inkstream.http.Refusal;
import io.inkstream.runtime.AvroSerdes;
import io.inkstream.runtime.Configuration;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the prompts that somebody types, and remembers which replies are waited for. */
final class Playground implements AutoCloseable {

    private static final int AWAITED_MAX = 200;
    private static final int SEND_SECONDS = 10;

    private final Set<String> awaited = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > AWAITED_MAX;
        }
    }));
    private final KafkaProducer<byte[], SpecificRecord> producer;

    Playground(Configuration configuration) {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TimeUnit.SECONDS.toMillis(SEND_SECONDS));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        producer = new KafkaProducer<>(
                settings,
                new ByteArraySerializer(),
                AvroSerdes.values(configuration).serializer());
    }

    /** What the page sends; what it leaves out has the prompt's own default. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Asked(
            String text,
            String session,
            String model,
            Integer length,
            Double temperature,
            Integer topK,
            Double topP,
            String seed,
            String stop,
            boolean reset) {}

    record Sent(String id) {}

    boolean isAwaited(String id) {
        return awaited.contains(id);
    }

    void ask(Context context) {
        var asked = context.bodyAsClass(Asked.class);
        if (asked.text() == null) {
            throw Refusal.of(400, "text must be the start of a text: it is missing");
        }
        String id = UUID.randomUUID().toString();
        awaited.add(id);
        send(isGiven(asked.session()) ? asked.session().getBytes(StandardCharsets.UTF_8) : null, prompt(id, asked));
        context.json(new Sent(id));
    }

    private static Prompt prompt(String id, Asked asked) {
        var prompt = Prompt.newBuilder()
                .setId(id)
                .setText(asked.text())
                .setStream(true)
                .setLogprobs(1)
                .setReset(asked.reset())
                .setSeed(seed(asked.seed()));
        ifGiven(isGiven(asked.model()) ? asked.model() : null, prompt::setModel);
        ifGiven(asked.length(), prompt::setLength);
        ifGiven(asked.temperature(), prompt::setTemperature);
        ifGiven(asked.topK(), prompt::setTopK);
        ifGiven(asked.topP(), prompt::setTopP);
        ifGiven(isGiven(asked.stop()) ? List.of(asked.stop()) : null, prompt::setStop);
        return prompt.build();
    }

    private static Long seed(String seed) {
        try {
            return isGiven(seed) ? Long.valueOf(seed) : null;
        } catch (NumberFormatException e) {
            throw Refusal.of(400, "seed must be a whole number of 64 bits: " + seed);
        }
    }

    private static boolean isGiven(String text) {
        return text != null && !text.isEmpty();
    }

    private static <T> void ifGiven(T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private void send(byte[] session, Prompt prompt) {
        try {
            producer.send(new ProducerRecord<>(TopicNames.PROMPTS, session, prompt))
                    .get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "the prompt could not be written to " + TopicNames.PROMPTS + ": "
                            + (e.getCause() == null
                                    ? "no answer from the brokers"
                                    : e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing to " + TopicNames.PROMPTS, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
