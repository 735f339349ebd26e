package io.inkstream.topics;

import io.inkstream.config.Configuration;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.train.verify.TopicComparison;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.LoggerFactory;

/** What a model told of some of its steps on {@code corpus-scores} or {@code corpus-alerts}, up to where the topic ended when this was opened. */
public final class ToldRecords implements Iterator<SpecificRecord>, AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(200);

    private final PassedOver passedOver = new PassedOver(LoggerFactory.getLogger(ToldRecords.class), System::nanoTime);
    private final String topic;
    private final byte[] model;
    private final long fromStep;
    private final long toStep;
    private final Deserializer<SpecificRecord> avro;
    private final TopicReader reader;
    private final int partition;
    private final long beginning;
    private final long end;
    private final Deque<SpecificRecord> read = new ArrayDeque<>();

    /**
     * @param fromStep the step before the first
     * @param toStep the last step
     * @throws IllegalStateException if there is no such topic
     */
    public ToldRecords(Configuration configuration, String topic, String model, long fromStep, long toStep) {
        this.topic = topic;
        this.model = Utils.utf8(model);
        this.fromStep = fromStep;
        this.toStep = toStep;
        this.avro = AvroSerdes.values(configuration).deserializer();
        this.reader = new TopicReader(configuration, topic);
        this.partition = reader.onlyOf(model);
        this.beginning = reader.beginning(partition);
        this.end = reader.end(partition);
    }

    /** To be compared with what a replay gives. */
    public TopicComparison comparison() {
        return new TopicComparison(topic, this, beginning > 0);
    }

    @Override
    public boolean hasNext() {
        while (read.isEmpty() && reader.position(partition) < end) {
            for (var record : reader.poll(WAIT)) {
                if (record.offset() < end && Arrays.equals(record.key(), model)) {
                    take(record);
                }
            }
        }
        return !read.isEmpty();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            var value = avro.deserialize(topic, record.headers(), record.value());
            long step = topic.equals(TopicNames.SCORES)
                    ? ReadBack.score(value).getStep()
                    : ReadBack.alert(value).getStep();
            if (step > fromStep && step <= toStep) {
                read.add(value);
            }
        } catch (SerializationException | UnreadableException e) {
            passedOver.add(record, e);
        }
    }

    @Override
    public SpecificRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return read.poll();
    }

    @Override
    public void close() {
        reader.close();
    }
}
