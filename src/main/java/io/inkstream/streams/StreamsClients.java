package io.inkstream.streams;

import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Makes clients as Kafka Streams does, but for the consumer of each thread, which is the topology's own, and its producer. */
final class StreamsClients extends DefaultKafkaClientSupplier {

    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
    private final LongSupplier damagedBlocks;

    /**
     * @param consumers makes the consumer of a thread from its settings
     * @param damagedBlocks counts the blocks of local state that could not be read
     */
    StreamsClients(Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers, LongSupplier damagedBlocks) {
        this.consumers = consumers;
        this.damagedBlocks = damagedBlocks;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return consumers.apply(settings);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new CarefulProducer(settings, damagedBlocks);
    }
}
