package io.inkstream.bench.sessions;

import io.inkstream.config.Configuration;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;

/**
 * Asks in sessions that come in pairs: both of a pair are asked the same, with the same seed, so what one of them answers says what
 * the other has to, as long as its state is the same. For one thread.
 */
final class SessionPrompts implements AutoCloseable {

    /** Prompts on their way at the same time: enough that the generator never waits. */
    private static final int ON_THEIR_WAY = 5_000;

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration SILENCE = Duration.ofSeconds(900);
    /** So that the prompts of a burst share a request. */
    private static final int LINGER_MILLIS = 5;

    private final int length;
    private final KafkaProducer<byte[], SpecificRecord> producer;
    private final Serde<SpecificRecord> serde;
    private final TopicReader replies;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private int asked;

    /** What a generator shows when nothing is answered any more. */
    interface Watched {

        /** @throws IOException if it has ended */
        void requireAlive() throws IOException;

        /** The end of its log. */
        String lastWords() throws IOException;
    }

    /** @param length characters of each reply */
    SessionPrompts(Configuration configuration, int length) {
        this.length = length;
        serde = AvroSerdes.values(configuration);
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), serde.serializer());
        replies = new TopicReader(configuration, TopicNames.GENERATED);
        replies.toEnd();
    }

    /**
     * Asks once in each of these sessions, and waits for all replies.
     *
     * @param answered hears how many replies came
     * @throws IOException if the generator ends, or nothing is answered for some minutes
     */
    void fill(int sessions, Watched generator, IntConsumer answered) throws IOException {
        Set<String> open = new HashSet<>();
        int next = 0;
        long heard = System.nanoTime();
        while (next < sessions || !open.isEmpty()) {
            while (next < sessions && open.size() < ON_THEIR_WAY) {
                open.add(send(next++));
            }
            int before = open.size();
            for (var reply : poll()) {
                open.remove(reply.getId());
            }
            answered.accept(before - open.size());
            heard = open.size() < before ? System.nanoTime() : heard;
            requireLife(generator, heard, open.size());
        }
    }

    /**
     * Asks once in each of these sessions, one prompt behind the other, and gives their replies in the same order.
     *
     * @throws IOException if the generator ends, or nothing is answered for some minutes
     */
    List<GeneratedText> ask(List<Integer> sessions, Watched generator) throws IOException {
        var ids = new ArrayList<String>();
        sessions.forEach(session -> ids.add(send(session)));
        producer.flush();
        Map<String, GeneratedText> found = new HashMap<>();
        long begin = System.nanoTime();
        while (!found.keySet().containsAll(ids)) {
            poll().forEach(reply -> found.put(reply.getId(), reply));
            requireLife(generator, begin, ids.size() - found.size());
        }
        return ids.stream().map(found::get).toList();
    }

    private void requireLife(Watched generator, long since, int open) throws IOException {
        if (failure.get() != null) {
            throw new IOException("a prompt could not be written", failure.get());
        }
        generator.requireAlive();
        if (System.nanoTime() - since > SILENCE.toNanos()) {
            throw new IOException("no reply came within %d s, and %d prompts are not answered: %s"
                    .formatted(SILENCE.toSeconds(), open, generator.lastWords()));
        }
    }

    private String send(int session) {
        String id = "s" + asked++;
        int pair = session / 2;
        var prompt = Prompt.newBuilder()
                .setId(id)
                .setText("story " + letters(pair) + " ")
                .setSeed((long) pair)
                .setLength(length)
                .build();
        byte[] key = key(session).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TopicNames.PROMPTS, key, prompt), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
        return id;
    }

    static String key(int session) {
        return "session-" + session;
    }

    /** A number in the letters that every vocabulary has. */
    private static String letters(int number) {
        return number < 26
                ? Character.toString('a' + number)
                : letters(number / 26 - 1) + Character.toString('a' + number % 26);
    }

    private List<GeneratedText> poll() {
        var found = new ArrayList<GeneratedText>();
        for (var record : replies.poll(POLL)) {
            var reply = (GeneratedText)
                    serde.deserializer().deserialize(TopicNames.GENERATED, record.headers(), record.value());
            if (reply.getFinishReason() != FinishReason.LENGTH) {
                throw new IllegalStateException(
                        "a reply must have its characters: " + reply.getFinishReason() + ", " + reply.getError());
            }
            found.add(reply);
        }
        return found;
    }

    @Override
    public void close() {
        producer.close();
        replies.close();
    }
}
