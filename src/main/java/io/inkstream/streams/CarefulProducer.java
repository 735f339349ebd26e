package io.inkstream.streams;

import io.inkstream.topics.TooLarge;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.errors.ProcessorStateException;

/**
 * The producer of a thread: commits nothing that was computed from local state of which a block could not be read. Where a value
 * is read by its key that fails at once; an iterator only ends early, and here is where all that came of it passes by.
 *
 * <p>A record that a topic does not take is named where it is refused ({@link TooLarge}).
 */
final class CarefulProducer extends KafkaProducer<byte[], byte[]> {

    private final LongSupplier damagedBlocks;
    private final long damagedBefore;

    /** @param damagedBlocks counts the blocks that could not be read; those up to now are of a client that is gone */
    CarefulProducer(Map<String, Object> settings, LongSupplier damagedBlocks) {
        super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.damagedBlocks = damagedBlocks;
        damagedBefore = damagedBlocks.getAsLong();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return super.send(
                record,
                callback == null
                        ? null
                        : (metadata, failure) -> callback.onCompletion(
                                metadata, TooLarge.named(record, record.key(), record.value(), failure)));
    }

    @Override
    public void commitTransaction() {
        long damaged = damagedBlocks.getAsLong() - damagedBefore;
        if (damaged > 0) {
            throw new ProcessorStateException(
                    "a block of local state is not as it was written (" + damaged + " reads met one)");
        }
        try {
            super.commitTransaction();
        } catch (TimeoutException e) {
            throw unknown(e);
        }
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        try {
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        } catch (TimeoutException e) {
            throw unknown(e);
        }
    }

    /**
     * A time-out would have Kafka Streams restore the task under the same producer, beside a transaction whose end is not known. A
     * new client waits for that end first.
     */
    private static KafkaException unknown(TimeoutException e) {
        return new KafkaException("a commit got no answer in time: whether it was made is not known", e);
    }
}
