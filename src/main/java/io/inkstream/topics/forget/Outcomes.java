package io.inkstream.topics.forget;

import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetters;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.Manifests;
import io.inkstream.topics.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.LoggerFactory;

/** Follows the topics on which it is seen what becomes of requests to forget. For one thread. */
public final class Outcomes implements AutoCloseable {

    private final PassedOver passedOver = new PassedOver(LoggerFactory.getLogger(Outcomes.class), System::nanoTime);
    private final TopicReader checkpoints;
    private final TopicReader deadLetters;
    private final Manifests manifests;
    private final List<CheckpointManifest> published = new ArrayList<>();

    Outcomes(Configuration configuration) {
        manifests = new Manifests(configuration, new RegistryIds());
        checkpoints = new TopicReader(configuration, TopicNames.CHECKPOINTS);
        deadLetters = new TopicReader(configuration, TopicNames.DEAD_LETTERS);
        checkpoints.toEnd();
        deadLetters.toEnd();
    }

    /**
     * Waits for the first checkpoint that is without what was asked for.
     *
     * @param offset of the request on its partition
     * @param wait at most so long
     * @throws IllegalStateException with the trainer's reason if the request cannot be met
     */
    public Optional<CheckpointManifest> met(ForgetRequest request, long offset, Duration wait) {
        for (var letter : deadLetters.poll(Duration.ZERO)) {
            if (isOf(request, offset, letter)) {
                throw new IllegalStateException(header(letter, DeadLetters.MESSAGE));
            }
        }
        checkpoints.poll(wait).forEach(this::take);
        return manifests.of(request.getModel()).stream()
                .filter(manifest -> manifest.getForgotten().stream()
                        .anyMatch(forgotten -> forgotten.getRequest().equals(request.getId())))
                .findFirst();
    }

    /** A model's checkpoints that were published since this began, those that were withdrawn again among them. */
    public List<CheckpointManifest> published(String model) {
        return published.stream()
                .filter(manifest -> manifest.getModel().equals(model))
                .toList();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            manifests.take(record).ifPresent(published::add);
        } catch (RuntimeException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            passedOver.add(record, e);
        }
    }

    private static boolean isOf(ForgetRequest request, long offset, ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, DeadLetters.TOPIC).equals(TopicNames.REQUESTS)
                && header(letter, DeadLetters.PARTITION).equals(Integer.toString(request.getPartition()))
                && header(letter, DeadLetters.OFFSET).equals(Long.toString(offset));
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        var header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        checkpoints.close();
        deadLetters.close();
    }
}
