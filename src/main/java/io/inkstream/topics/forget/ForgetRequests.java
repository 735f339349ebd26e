package io.inkstream.topics.forget;

import io.inkstream.config.Configuration;
import io.inkstream.schema.ForgetRange;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
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

    /** What becomes of requests from here on: opened before one is sent. */
    public Outcomes outcomes() {
        return new Outcomes(configuration);
    }
}
