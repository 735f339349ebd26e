package io.inkstream.ops.dashboard.news;

import io.inkstream.config.Configuration;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** The newest records on {@code corpus-alerts}. */
final class Alerts implements AutoCloseable {

    private static final int KEPT_MAX = 50;

    private final Deserializer<SpecificRecord> avro;
    private final Deque<CorpusAlert> newest = new ArrayDeque<>();
    private final Tail tail;

    Alerts(Configuration configuration, RegistryIds ids) {
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
        // Ends of transactions are offsets, too.
        this.tail = new Tail(configuration, TopicNames.ALERTS, reader -> reader.toLast(3L * KEPT_MAX), this::take);
    }

    /**
     * An alert as it is shown.
     *
     * @param kind NEW, AGAIN or DRIFT
     * @param id of the first of its like
     * @param time of the record, in milliseconds since 1970-01-01 UTC
     * @param text the record's beginning; null with another {@code alerts.text}
     * @param stretch the most surprising part of it; null with {@code alerts.text=none}
     * @param nearestText the earlier record most like it; null where there is none
     * @param likeness of that, 0 to 1
     * @param verdict what somebody said of it, NOT_NEWS or NEWS; null: nothing
     */
    record Shown(
            String model,
            String kind,
            String id,
            long count,
            String topic,
            int partition,
            long offset,
            String key,
            long time,
            double novelty,
            Double probability,
            String text,
            String stretch,
            String nearestText,
            Double likeness,
            String verdict) {

        private static Shown of(CorpusAlert alert, Verdicts verdicts) {
            return new Shown(
                    alert.getModel(),
                    alert.getKind().name(),
                    alert.getId(),
                    alert.getCount(),
                    alert.getTopic(),
                    alert.getPartition(),
                    alert.getOffset(),
                    alert.getKey(),
                    alert.getTimestamp().toEpochMilli(),
                    alert.getNovelty(),
                    alert.getProbability(),
                    alert.getText(),
                    alert.getStretch(),
                    alert.getNearestText(),
                    alert.getLikeness(),
                    verdicts.of(alert.getModel(), alert.getPartition(), alert.getOffset()));
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var alert = ReadBack.alert(avro.deserialize(TopicNames.ALERTS, record.headers(), record.value()));
        synchronized (this) {
            newest.addLast(alert);
            if (newest.size() > KEPT_MAX) {
                newest.removeFirst();
            }
        }
    }

    /** What follows the topic. */
    Tail tail() {
        return tail;
    }

    /** The newest first, with what was said of them. */
    synchronized List<Shown> newest(Verdicts verdicts) {
        var shown = new ArrayList<>(
                newest.stream().map(alert -> Shown.of(alert, verdicts)).toList());
        Collections.reverse(shown);
        return shown;
    }

    @Override
    public void close() {
        tail.close();
    }
}
