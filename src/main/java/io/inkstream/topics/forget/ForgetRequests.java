package io.inkstream.topics.forget;

import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.ForgetRange;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.serde.DeadLetters;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes requests to {@code model-requests}, and finds out what became of them. */
public final class ForgetRequests {

    /** Ranges that one request may name. */
    public static final int RANGES_MAX = 10_000;

    private final Configuration configuration;

    public ForgetRequests(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Offsets as ranges, those that follow each other as one. */
    public static List<ForgetRange> ranges(SortedSet<Long> offsets) {
        var ranges = new ArrayList<ForgetRange>();
        for (long offset : offsets) {
            var last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.getTo() == offset) {
                ranges.set(ranges.size() - 1, new ForgetRange(last.getFrom(), offset + 1));
            } else {
                ranges.add(new ForgetRange(offset, offset + 1));
            }
        }
        return ranges;
    }

    /**
     * Returns when it is written.
     *
     * @return its offset on the partition that it names
     */
    public long send(ForgetRequest request) throws InterruptedException {
        var values = AvroSerdes.values(configuration).serializer();
        try (var producer = new KafkaProducer<>(configuration.kafka(), new ByteArraySerializer(), values)) {
            byte[] key = request.getModel().getBytes(StandardCharsets.UTF_8);
            return producer.send(new ProducerRecord<>(TopicNames.REQUESTS, request.getPartition(), key, request))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaException("the request could not be written to " + TopicNames.REQUESTS, e.getCause());
        }
    }

    /** The oldest checkpoint that is without what a request named; empty: there is none yet. */
    public Optional<CheckpointManifest> met(String model, String request) {
        return new CheckpointTopic(configuration)
                .manifests().stream()
                        .filter(manifest -> manifest.getModel().equals(model))
                        .filter(manifest -> manifest.getForgotten().stream()
                                .anyMatch(forgotten -> forgotten.getRequest().equals(request)))
                        .findFirst();
    }

    /** Dead letters from here on: opened before a request is sent. */
    public Refusals refusals() {
        var reader = new TopicReader(configuration, TopicNames.DEAD_LETTERS);
        reader.toEnd();
        return new Refusals(reader);
    }

    /** Why requests were not met. */
    public static final class Refusals implements AutoCloseable {

        private final TopicReader reader;

        private Refusals(TopicReader reader) {
            this.reader = reader;
        }

        /** Waits at most so long for the reason why the request at this place cannot be met. */
        public Optional<String> of(int partition, long offset, Duration wait) {
            for (var letter : reader.poll(wait)) {
                if (header(letter, DeadLetters.TOPIC).equals(TopicNames.REQUESTS)
                        && header(letter, DeadLetters.PARTITION).equals(Integer.toString(partition))
                        && header(letter, DeadLetters.OFFSET).equals(Long.toString(offset))) {
                    return Optional.of(header(letter, DeadLetters.MESSAGE));
                }
            }
            return Optional.empty();
        }

        private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
            var header = letter.headers().lastHeader(name);
            return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
