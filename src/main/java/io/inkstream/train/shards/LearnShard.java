package io.inkstream.train.shards;

import io.inkstream.engine.Engine;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.registry.RegistryFailures;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what {@code model-rounds} asks shards to learn, and sends what comes of it to {@code model-parts}. An order stays in a logged store until its answer is sent, in one
 * transaction: so each is answered exactly once, whoever dies meanwhile. The learning itself is on threads of its own, for it takes longer than a transaction may.
 */
public final class LearnShard implements Processor<byte[], byte[], Object, Object> {

    /** The store of orders. */
    public static final String STORE = "round-orders";

    private static final Logger LOG = LoggerFactory.getLogger(LearnShard.class);

    /** Sends what cannot be used where somebody may look at it. */
    public interface Rejecting extends BiConsumer<Record<byte[], byte[]>, RuntimeException> {}

    private final PieceReader reader;
    private final BaseCheckpoints checkpoints;
    private final Supplier<Engine> engines;
    private final Function<ProcessorContext<Object, Object>, Rejecting> deadLetters;
    private final String sink;
    /** By model and shard, one at a time each. */
    private final Map<String, ShardWork> underway = new TreeMap<>();

    private ProcessorContext<Object, Object> context;
    private PieceStore store;
    private Rejecting rejecting;

    /**
     * @param engines makes the engine of one shard
     * @param deadLetters makes what takes records that cannot be used
     * @param sink where parts go
     */
    public LearnShard(
            PieceReader reader,
            BaseCheckpoints checkpoints,
            Supplier<Engine> engines,
            Function<ProcessorContext<Object, Object>, Rejecting> deadLetters,
            String sink) {
        this.reader = reader;
        this.checkpoints = checkpoints;
        this.engines = engines;
        this.deadLetters = deadLetters;
        this.sink = sink;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        store = new PieceStore(STORE, context.getStateStore(STORE));
        rejecting = deadLetters.apply(context);
        store.whole().forEach(this::begin);
        context.schedule(Duration.ofMillis(1), PunctuationType.WALL_CLOCK_TIME, now -> sendWhatIsDone());
    }

    @Override
    public void close() {
        underway.values().forEach(ShardWork::close);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            store.put(reader.read(record)).ifPresent(this::begin);
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            rejecting.accept(record, e);
        }
    }

    /** A newer order ends an older one: its round was given up. The same order again changes nothing. */
    private void begin(RoundFile order) {
        var same = underway.get(name(order));
        if (same != null && same.order().asks(order)) {
            return;
        }
        var older = underway.put(name(order), new ShardWork(order, checkpoints, engines));
        if (older != null) {
            older.close();
        }
        LOG.atDebug()
                .addKeyValue("model", order.model())
                .addKeyValue("shard", order.shard())
                .addKeyValue("step", order.base().step())
                .log("Shard begins");
    }

    private void sendWhatIsDone() {
        var ended = underway.values().stream()
                .filter(work -> work.done().isPresent() || work.refusal().isPresent())
                .toList();
        for (var work : ended) {
            var order = work.order();
            work.refusal().ifPresent(reason -> refuse(order, reason));
            work.done().ifPresent(this::send);
            store.drop(order.model(), order.shard());
            underway.remove(name(order));
        }
        if (!ended.isEmpty()) {
            context.commit();
        }
    }

    private void send(RoundFile part) {
        part.pieces()
                .forEach(piece ->
                        context.forward(new Record<>(part.model(), piece, context.currentSystemTimeMs()), sink));
    }

    private void refuse(RoundFile order, Throwable reason) {
        if (reason instanceof Error error) {
            throw error;
        }
        LOG.atError()
                .addKeyValue("model", order.model())
                .addKeyValue("shard", order.shard())
                .log(
                        "What shard {} of model {} was asked to learn from step {} cannot be learned, and is passed over: {}",
                        order.shard(),
                        order.model(),
                        order.base().step(),
                        reason.getMessage());
    }

    private static String name(RoundFile order) {
        return order.model() + "/" + order.shard();
    }
}
