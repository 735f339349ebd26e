package io.inkstream.topics;

import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.train.corpus.OrderedRecord;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.forget.TextGoneException;
import io.inkstream.train.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.LoggerFactory;

/** A model's records of {@code corpus-ordered}, from an offset to where the topic ended when this was opened. */
public final class OrderedText implements ModelHistory.Text {

    private static final Duration WAIT = Duration.ofMillis(200);

    private final PassedOver passedOver = new PassedOver(LoggerFactory.getLogger(OrderedText.class), System::nanoTime);
    private final byte[] model;
    private final TopicReader reader;
    private final int partition;
    private final long end;
    private final Deque<Verification.Text> read = new ArrayDeque<>();

    /** @throws TextGoneException if the topic does not reach back to the offset any more */
    public OrderedText(Configuration configuration, String model, int partition, long offset) {
        this.model = model.getBytes(StandardCharsets.UTF_8);
        this.partition = partition;
        this.reader = new TopicReader(configuration, TopicNames.CORPUS_ORDERED);
        this.end = reader.end(partition);
        long oldest = reader.beginning(partition);
        if (oldest > offset) {
            reader.close();
            throw new TextGoneException(TopicNames.CORPUS_ORDERED + "-" + partition + " begins at offset " + oldest
                    + ", and the text from offset " + offset + " on is wanted: its retention has taken that away");
        }
        reader.only(partition, offset);
    }

    private OrderedText(Configuration configuration, String model) {
        this.model = model.getBytes(StandardCharsets.UTF_8);
        this.reader = new TopicReader(configuration, TopicNames.CORPUS_ORDERED);
        this.partition = reader.onlyOf(model);
        this.end = reader.end(partition);
    }

    /** All that the topic has of a model. */
    public static OrderedText all(Configuration configuration, String model) {
        return new OrderedText(configuration, model);
    }

    /** The partition that the model's text is on. */
    public int partition() {
        return partition;
    }

    @Override
    public long end() {
        return end;
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

    /** As the trainer does, which learns nothing from what is no text. */
    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (OrderedRecord.isLeftOut(record.headers(), record.value())) {
            return;
        }
        try {
            read.add(Verification.Text.of(record.offset(), record.headers(), record.value()));
        } catch (UnreadableException e) {
            passedOver.add(record, e);
        }
    }

    @Override
    public Verification.Text next() {
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
