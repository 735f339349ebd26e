package io.inkstream.bench.prompts;

import io.inkstream.bench.Onlooker;
import io.inkstream.config.Configuration;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Sends prompts at times that are fixed beforehand, whether or not the ones before are answered, and measures from the time a prompt
 * should have been sent to the time its reply is read, committed records only.
 */
public final class PromptLoad implements AutoCloseable {

    /**
     * What is asked.
     *
     * @param seconds how long a rate must be held
     * @param sessions the n-th of which gets 1/n as many prompts as the first
     * @param text characters of each prompt
     * @param length characters of each reply
     * @param rate prompts per second; 0: as many as are held
     */
    public record Shape(int seconds, int sessions, int text, int length, int rate) {

        /** @throws IllegalArgumentException naming what is out of its range */
        public Shape {
            if (seconds < 1 || sessions < 1 || text < 1 || length < 1 || rate < 0) {
                throw new IllegalArgumentException(
                        "--seconds, --sessions, --text and --length must be at least 1, and --rate at least 0: "
                                + seconds + ", " + sessions + ", " + text + ", " + length + ", " + rate);
            }
        }
    }

    /**
     * What a stretch of load came to.
     *
     * @param sent prompts
     * @param unanswered prompts without a reply a while after the last was sent
     * @param answeredPerSecond replies read per second of the stretch
     * @param latencies from due to read, in microseconds
     * @param firstPieces from due to the first piece read, in microseconds
     * @param stages of the replies
     * @param used processor time, until the last reply
     */
    record Measured(
            int sent,
            int unanswered,
            double answeredPerSecond,
            Histogram latencies,
            Histogram firstPieces,
            Stages stages,
            ProcessorTime used) {}

    static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(5);
    private static final String TEXT = "in the beginning ";
    private static final long SEED = 20_261_124;

    private final Shape shape;
    private final Onlooker onlooker;
    private final KafkaProducer<byte[], SpecificRecord> producer;
    private final TopicReader replies;
    private final Deserializer<SpecificRecord> avro;
    private final Thread reader;
    private final Random random = new Random(SEED);
    private final double[] upTo;
    private final String text;
    private final String run = Long.toString(System.nanoTime(), 36);
    /** When what is not answered was due, by id. */
    private final Map<String, Long> due = new ConcurrentHashMap<>();

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile Histogram latencies = histogram();
    private volatile Histogram firstPieces = histogram();
    private volatile Stages stages = new Stages();
    private ProcessorTime before = ProcessorTime.used();
    private volatile boolean closed;
    private int next;

    /** @param onlooker hears what is going on; the amounts are seconds of load */
    public PromptLoad(Configuration configuration, Shape shape, Onlooker onlooker) {
        this.shape = shape;
        this.onlooker = onlooker;
        this.upTo = zipf(shape.sessions());
        this.text = TEXT.repeat(shape.text() / TEXT.length() + 1).substring(0, shape.text());
        var serde = AvroSerdes.values(configuration);
        avro = serde.deserializer();
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), serde.serializer());
        replies = new TopicReader(configuration, TopicNames.GENERATED);
        replies.toEnd();
        reader = new Thread(this::read, "replies");
        reader.start();
        onlooker.hear("Asking for replies of " + shape.length() + " characters to prompts of " + shape.text() + " in "
                + shape.sessions() + " sessions");
    }

    private static Histogram histogram() {
        return new ConcurrentHistogram(MOST_MICROS, 3);
    }

    /** The share of prompts that go to the first n sessions: the n-th has 1/n of the first's. */
    private static double[] zipf(int sessions) {
        double[] upTo = new double[sessions];
        double sum = 0;
        for (int i = 0; i < sessions; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        double all = sum;
        return IntStream.range(0, sessions).mapToDouble(i -> upTo[i] / all).toArray();
    }

    private int session() {
        double at = random.nextDouble();
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (upTo[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Sends at this rate, arrivals as of a Poisson process, for so long, and then waits for the replies.
     *
     * @throws IllegalStateException if a prompt was answered with anything but its characters
     */
    Measured at(double perSecond, Duration time, boolean stream) {
        begin();
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        long at = begin;
        int sent = 0;
        long told = 0;
        while (at < end) {
            sleepUntil(at);
            send(at, stream);
            sent++;
            long passed = TimeUnit.NANOSECONDS.toSeconds(at - begin);
            if (passed > told) {
                onlooker.advance(passed - told);
                told = passed;
            }
            at += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
        }
        onlooker.advance(time.toSeconds() - told);
        long answered = latencies.getTotalCount();
        awaitAll(Duration.ofSeconds(5));
        return measured(sent, answered / (time.toNanos() / 1e9));
    }

    private void begin() {
        latencies = histogram();
        firstPieces = histogram();
        stages = new Stages();
        before = ProcessorTime.used();
    }

    private Measured measured(int sent, double answeredPerSecond) {
        var used = ProcessorTime.used().since(before);
        return new Measured(sent, due.size(), answeredPerSecond, latencies, firstPieces, stages, used);
    }

    /** Sends one prompt after the other, each a while after the reply to the one before. */
    Measured oneByOne(int prompts, Duration pause, boolean stream) {
        begin();
        for (int i = 0; i < prompts; i++) {
            sleepUntil(System.nanoTime() + pause.toNanos());
            send(System.nanoTime(), stream);
            awaitAll(Duration.ofSeconds(30));
        }
        onlooker.advance(pause.multipliedBy(prompts).toSeconds());
        return measured(prompts, 0);
    }

    private static void sleepUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void send(long at, boolean stream) {
        var error = failure.get();
        if (error != null) {
            throw new IllegalStateException("the load cannot continue: " + error.getMessage(), error);
        }
        String id = run + "-" + next++;
        var prompt = Prompt.newBuilder()
                .setId(id)
                .setText(text)
                .setLength(shape.length())
                .setStream(stream)
                .build();
        due.put(id, at);
        byte[] key = ("session-" + session()).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TopicNames.PROMPTS, key, prompt), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    private void awaitAll(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (!due.isEmpty() && System.nanoTime() < end && failure.get() == null) {
            LockSupport.parkNanos(50_000);
        }
    }

    /** Forgets what was not answered, and waits until nothing more comes of it. */
    void settle() {
        awaitAll(Duration.ofSeconds(120));
        due.clear();
    }

    private void read() {
        try {
            while (!closed) {
                for (var record : replies.poll(Duration.ofMillis(500))) {
                    take((GeneratedText) avro.deserialize(TopicNames.GENERATED, record.headers(), record.value()));
                }
            }
        } catch (WakeupException e) {
            // closed
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void take(GeneratedText reply) {
        long now = System.nanoTime();
        var at = due.get(reply.getId());
        if (at == null) {
            return;
        }
        long micros = Math.max(0, Math.min(MOST_MICROS, (now - at) / 1000));
        if (reply.getPiece() == 0) {
            firstPieces.recordValue(micros);
        }
        if (reply.getLast()) {
            if (reply.getFinishReason() != FinishReason.LENGTH || reply.getCharacters() != shape.length()) {
                throw new IllegalStateException("a reply must have " + shape.length() + " characters: "
                        + reply.getCharacters() + ", " + reply.getFinishReason() + " " + reply.getError());
            }
            latencies.recordValue(micros);
            stages.add(reply, Instant.now());
            due.remove(reply.getId());
        }
    }

    @Override
    public void close() {
        closed = true;
        replies.wakeUp();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        replies.close();
        producer.close();
    }
}
