package io.inkstream.gateway;

import io.inkstream.config.Configuration;
import io.inkstream.http.Refusal;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.Manifests;
import io.inkstream.topics.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code model-checkpoints} from the first question on: nothing is read for those who never ask. Where that fails, the next
 * question begins anew.
 */
final class KafkaModels implements ModelList {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaModels.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final Configuration configuration;
    private final RegistryIds ids = new RegistryIds();
    private final PassedOver passedOver = new PassedOver(LOG, System::nanoTime);
    private Following following;
    private boolean closed;

    KafkaModels(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Map<String, Instant> models() {
        var manifests = follow();
        var models = new TreeMap<String, Instant>();
        manifests
                .all()
                .forEach(manifest -> models.merge(manifest.getModel(), manifest.getCreatedAt(), KafkaModels::later));
        return models;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Manifests follow() {
        Following current;
        synchronized (this) {
            if (closed) {
                throw unknown("the gateway is being stopped");
            }
            if (following == null || following.hasEnded()) {
                following = new Following();
            }
            current = following;
        }
        try {
            return current.known.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unknown(e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw unknown("it was not read to its end within " + WAIT.toSeconds() + " s; ask again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("interrupted");
        }
    }

    private static Refusal unknown(String why) {
        return new Refusal(503, TopicNames.CHECKPOINTS + " cannot be read: " + why, null, "kafka");
    }

    /** A thread that reads the topic, once to its end and then what comes. */
    private final class Following {
        private final CompletableFuture<Manifests> known = new CompletableFuture<>();
        private final Manifests manifests = new Manifests(configuration, ids);
        private final Thread thread = new Thread(this::run, "gateway-models");
        private volatile TopicReader reader;

        Following() {
            thread.setDaemon(true);
            thread.start();
        }

        private boolean hasEnded() {
            return !thread.isAlive();
        }

        private void run() {
            try (var topic = new TopicReader(configuration, TopicNames.CHECKPOINTS)) {
                reader = topic;
                topic.toBeginning();
                topic.readToEnd(this::take);
                known.complete(manifests);
                while (!isClosed()) {
                    topic.poll(POLL).forEach(this::take);
                }
            } catch (WakeupException e) {
                known.completeExceptionally(e);
            } catch (RuntimeException e) {
                LOG.warn("Models can no longer be listed; the next question tries again", e);
                known.completeExceptionally(e);
            }
        }

        private void take(ConsumerRecord<byte[], byte[]> record) {
            try {
                manifests.take(record);
            } catch (RuntimeException e) {
                passedOver.add(record, e);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        Following current;
        synchronized (this) {
            closed = true;
            current = following;
        }
        if (current != null && current.reader != null) {
            current.reader.wakeUp();
        }
    }
}
