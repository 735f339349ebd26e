package io.inkstream.cli;

import io.inkstream.client.CorpusSender;
import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.lifecycle.Diagnosis;
import io.inkstream.topics.Clients;
import io.inkstream.topics.ConsumerLag;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.corpus.CorpusSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams a text into {@code corpus-in} over and over, a little ahead of the trainer. After a restart it goes on behind the last
 * record that it finds there, so the stream has no gap and nothing twice; and so after the broker was away.
 */
final class DemoFeed implements AutoCloseable {

    /** Slices of text that may wait for the trainer: enough that it never does. */
    private static final long AHEAD = 100;

    private static final int RECORD_CHARACTERS = 2048;
    private static final Duration CHECK_EVERY = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DemoFeed.class);

    private final Configuration configuration;
    private final String text;
    private final Thread thread = new Thread(this::run, "demo-feed");
    private final AtomicReference<Throwable> error = new AtomicReference<>();

    DemoFeed(Configuration configuration, Path file) throws IOException {
        this.configuration = configuration;
        this.text = read(file);
    }

    /** @throws IOException if there is no such file, it is empty or not UTF-8; the message names it */
    static void requireReadable(Path file) throws IOException {
        read(file);
    }

    private static String read(Path file) throws IOException {
        String text = CorpusSource.read(file);
        if (text.isEmpty()) {
            throw new IOException("expected a file with text, found an empty one: " + file);
        }
        return text;
    }

    void start() {
        thread.start();
    }

    /** What ended it, if something did. */
    Optional<Throwable> error() {
        return Optional.ofNullable(error.get());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    feed();
                } catch (KafkaException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    if (Diagnosis.kind(e) == Diagnosis.Kind.LASTING) {
                        error.set(e);
                        return;
                    }
                    LOG.warn(
                            "Streaming into {} continues when the broker is back: {}",
                            TopicNames.CORPUS,
                            e.getMessage());
                    Thread.sleep(AGAIN.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void feed() throws InterruptedException {
        String group = configuration.applicationId("train");
        try (var sender = Clients.corpus(configuration, null, sentBefore());
                var lag = new ConsumerLag(configuration.kafka())) {
            while (!Thread.currentThread().isInterrupted()) {
                int from = (int) (sender.position() % text.length());
                int to = Math.min(text.length(), from + RECORD_CHARACTERS);
                boolean cutsPair = to < text.length() && Character.isLowSurrogate(text.charAt(to));
                sender.send(text.substring(from, cutsPair ? to + 1 : to));
                if (sender.position() / RECORD_CHARACTERS % (AHEAD / 2) == 0) {
                    sender.flush();
                    awaitTrainer(group, lag);
                }
            }
        }
    }

    private void awaitTrainer(String group, ConsumerLag lag) throws InterruptedException {
        while (lag.of(group, TopicNames.CORPUS) + lag.of(group, TopicNames.CORPUS_ORDERED) > AHEAD) {
            Thread.sleep(CHECK_EVERY.toMillis());
        }
    }

    private long sentBefore() {
        long[] position = {0};
        try (var corpus = new TopicReader(configuration, TopicNames.CORPUS)) {
            corpus.toLast();
            corpus.readToEnd(record -> {
                var header = record.headers().lastHeader(CorpusSender.POSITION_HEADER);
                position[0] = Math.max(position[0], position(header));
            });
        }
        return position[0];
    }

    /** 0 where it is not what a sender writes: anybody may write to the topic. */
    private static long position(Header header) {
        String text =
                header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
