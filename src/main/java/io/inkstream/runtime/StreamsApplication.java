package io.inkstream.runtime;

import io.inkstream.generate.GeneratorListener;
import io.inkstream.generate.GeneratorTopology;
import io.inkstream.generate.SessionQuery;
import io.inkstream.generate.Workload;
import io.inkstream.serde.DeadLetter;
import io.inkstream.serde.RegistryFailures;
import io.inkstream.train.Intake;
import io.inkstream.train.TrainerListener;
import io.inkstream.train.TrainerTopology;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of a topology: start it, wait for it, and hear what ended it. */
public final class StreamsApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final String name;
    private final String instance;
    private final Supplier<Topology> topology;
    private final Function<KafkaStreams, Optional<Boolean>> hasModel;
    private final Restores restores = new Restores(InstantSource.system());
    private final KafkaClientSupplier clients;
    private final Properties properties = new Properties();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> error = new AtomicReference<>();
    private volatile KafkaStreams streams;
    /** Set while {@link #streams} ends to be replaced: its end is not ours. */
    private volatile boolean replacing;

    private volatile boolean closed;
    private volatile boolean hasRun;
    private Consumer<KafkaStreams> observer = streams -> {};
    private volatile Instant since = Instant.now();

    StreamsApplication(
            String name,
            String instance,
            Supplier<Topology> topology,
            KafkaClientSupplier clients,
            Map<String, Object> settings,
            Function<KafkaStreams, Optional<Boolean>> hasModel) {
        this.name = name;
        this.instance = instance;
        this.topology = topology;
        this.hasModel = hasModel;
        this.clients = clients;
        properties.putAll(settings);
        streams = create();
    }

    private KafkaStreams create() {
        restores.clear();
        var created = new KafkaStreams(topology.get(), properties, clients);
        created.setUncaughtExceptionHandler(this::handle);
        created.setGlobalStateRestoreListener(restores);
        created.setStateListener((now, before) -> {
            LOG.info("{}: {} (was {})", name, now, before);
            since = Instant.now();
            hasRun |= now == KafkaStreams.State.RUNNING;
            if (!replacing && (now == KafkaStreams.State.NOT_RUNNING || now == KafkaStreams.State.ERROR)) {
                ended.countDown();
            } else if (now == KafkaStreams.State.ERROR) {
                new Thread(this::beginAgain, name + "-begins-again").start();
            }
        });
        return created;
    }

    /** The trainer, not yet started. */
    public static StreamsApplication trainer(Configuration configuration) {
        return trainer(configuration, TrainerListener.NONE);
    }

    /** The trainer, not yet started, and what hears it. */
    public static StreamsApplication trainer(Configuration configuration, TrainerListener listener) {
        var trainer = TopologySettings.trainer(configuration);
        var intake = new Intake();
        Supplier<Topology> topology = () -> TrainerTopology.build(
                trainer,
                () -> TopologySettings.engine(configuration),
                AvroSerdes.values(configuration),
                AvroSerdes.checkpoints(configuration),
                intake,
                System::nanoTime,
                listener);
        // All that was polled is learned before a stop is heard: a few slices, not a thousand.
        Map<String, Object> few = Map.of(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 8);
        return new StreamsApplication(
                "Trainer",
                configuration.string(Keys.INSTANCE_ID),
                topology,
                PatientConsumer.supplier(intake),
                settings(configuration, "train", few),
                streams -> Optional.empty());
    }

    /** The generator, not yet started. */
    public static StreamsApplication generator(Configuration configuration) {
        return generator(configuration, GeneratorListener.NONE);
    }

    /** The generator, not yet started, and what hears it. */
    public static StreamsApplication generator(Configuration configuration, GeneratorListener listener) {
        var workload = new Workload();
        Supplier<Topology> topology = () -> GeneratorTopology.build(
                TopologySettings.generator(configuration),
                () -> TopologySettings.engine(configuration),
                AvroSerdes.values(configuration),
                AvroSerdes.checkpoints(configuration),
                workload,
                InstantSource.system(),
                System::nanoTime,
                listener);
        // A prompt should not wait for a poll that waits for company, nor its reply for a batch.
        Map<String, Object> quick = Map.of(
                StreamsConfig.POLL_MS_CONFIG,
                5,
                StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
                1,
                // A transaction may begin while the one before is being ended: then it is tried again.
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
                5,
                StreamsConfig.APPLICATION_SERVER_CONFIG,
                configuration.string(Keys.APPLICATION_SERVER));
        return new StreamsApplication(
                "Generator",
                configuration.string(Keys.INSTANCE_ID),
                topology,
                EagerConsumer.supplier(workload),
                settings(configuration, "generate", quick),
                streams -> Optional.of(!GeneratorTopology.models(streams).isEmpty()));
    }

    /** The consumer group, and prefix of internal topics, of one of the two topologies: {@code train} or {@code generate}. */
    public static String applicationId(Configuration configuration, String topology) {
        return configuration.string(Keys.APPLICATION_ID) + "-" + topology;
    }

    static Map<String, Object> settings(Configuration c, String topology, Map<String, Object> own) {
        String id = applicationId(c, topology);
        var settings = new HashMap<String, Object>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, c.string(Keys.STATE_DIR) + "/" + c.string(Keys.INSTANCE_ID));
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, c.integer(Keys.REPLICATION_FACTOR));
        settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, NotInTheFuture.class);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, c.longValue(Keys.COMMIT_INTERVAL_MS));
        // A static member: a restart takes its tasks up again at once instead of waiting out the session of the one
        // that died.
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                id + "-" + c.string(Keys.INSTANCE_ID));
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        // A full-size record with its error headers must fit on the dead letters' topic.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), DeadLetter.LARGEST_BYTES);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedStores.class);
        settings.put(BoundedStores.BYTES, c.longValue(Keys.STATE_MEMORY_BYTES));
        settings.putAll(own);
        settings.putAll(c.kafka());
        return settings;
    }

    /** Starts and returns at once. Local state that cannot be opened is removed: it comes back from Kafka. */
    public void start() {
        LOG.info("{} starts", name);
        try {
            streams.start();
        } catch (StreamsException e) {
            var reason = unusableState(e).orElseThrow(() -> e);
            LOG.warn(
                    "{}: local state cannot be used; it is removed, and restored from Kafka: {}",
                    name,
                    reason.getMessage());
            startWithoutState();
        }
    }

    private void startWithoutState() {
        replacing = true;
        streams.close();
        replace();
        streams.cleanUp();
        streams.start();
    }

    /**
     * A new client under the old names, as a restarted process has it: it takes the tasks and the transaction of the old one over
     * at once. Kafka Streams' own REPLACE_THREAD takes new names, and waits until the session and the transaction of the old thread
     * time out: 10 s each time.
     */
    private void beginAgain() {
        try {
            if (replace()) {
                start();
            }
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("{} cannot begin again", name, e);
                error.compareAndSet(null, e);
            }
            ended.countDown();
        }
    }

    private synchronized boolean replace() {
        if (!closed) {
            streams = create();
            observer.accept(streams);
            replacing = false;
        }
        return !closed;
    }

    private static Optional<Throwable> unusableState(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(ProcessorStateException.class::isInstance)
                .findFirst();
    }

    /** Whether it is in working order: all its tasks are running, none is being restored. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Shows each client that does the work: this one now, and later those that replace it. */
    public void observe(Consumer<KafkaStreams> observer) {
        synchronized (this) {
            this.observer = observer;
        }
        observer.accept(streams);
    }

    /** How it is. */
    public InstanceStatus status() {
        var client = streams;
        var state = client.state();
        return new InstanceStatus(
                name,
                instance,
                state,
                since,
                hasRun,
                replacing && error.get() == null,
                error().map(Reason::of),
                StreamThreads.silent(client, Duration.between(since, Instant.now())),
                restores.underWay(),
                StreamThreads.tasks(client),
                hasModel.apply(client));
    }

    /**
     * Looks a session up. Only a generator knows any.
     *
     * @param key the key of the session's prompts
     */
    public SessionQuery.Answer session(String model, String key) {
        var self = Optional.ofNullable(HostInfo.buildFromEndpoint(properties
                .getOrDefault(StreamsConfig.APPLICATION_SERVER_CONFIG, "")
                .toString()));
        return SessionQuery.ask(streams, self, model, key);
    }

    /** Waits until it has ended, by {@link #close} or by an error. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** What ended it; empty while it runs and after it was closed in order. */
    public Optional<Throwable> error() {
        return Optional.ofNullable(error.get());
    }

    /** Commits and stops. It leaves its group, so that others take over at once. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        boolean inTime =
                streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_WITHIN));
        if (!inTime) {
            LOG.warn(
                    "{} did not stop within {} s; what was not committed is done again at the next start",
                    name,
                    CLOSE_WITHIN.toSeconds());
        }
        ended.countDown();
    }

    /** A registry out of reach passes, and so does a transaction that took too long; anything else would come again. */
    private StreamThreadExceptionResponse handle(Throwable e) {
        if (RegistryFailures.isUnavailable(e) || isOverdue(e)) {
            LOG.warn("{} begins again from its last commit: {}", name, e.getMessage());
            replacing = true;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("{} cannot go on", name, e);
        error.compareAndSet(null, e);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /**
     * Whether the broker had ended our transaction when we wanted to: this process was frozen for longer than a transaction lasts,
     * say. Kafka Streams sees to it itself when a new producer took the transaction over, not when nobody did.
     */
    private static boolean isOverdue(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(InvalidTxnStateException.class::isInstance);
    }
}
