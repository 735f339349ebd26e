package io.inkstream.streams;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Makes clients as Kafka Streams does, but for the consumer of each thread, which is the topology's own, and its producer. */
final class StreamsClients extends DefaultKafkaClientSupplier {

    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
    private final LongSupplier damagedBlocks;
    /** Those that are in use, and perhaps some that are not any more. */
    private final Set<Consumer<byte[], byte[]>> made =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

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
        return remembered(consumers.apply(settings));
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return remembered(super.getRestoreConsumer(settings));
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return remembered(super.getGlobalConsumer(settings));
    }

    private Consumer<byte[], byte[]> remembered(Consumer<byte[], byte[]> consumer) {
        made.add(consumer);
        return consumer;
    }

    /** Has each poll under way end with an exception. One that waits by a clock that was set back does not end by itself for as long. For any thread. */
    void wakeUp() {
        synchronized (made) {
            made.forEach(Consumer::wakeup);
        }
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new CarefulProducer(settings, damagedBlocks);
    }
}
