package io.inkstream.streams;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.generate.BusyPartitions;
import io.inkstream.generate.GeneratorListener;
import io.inkstream.generate.GeneratorTopology;
import io.inkstream.generate.store.SessionQuery;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.streams.lifecycle.Diagnosis;
import io.inkstream.streams.lifecycle.Sentences;
import io.inkstream.streams.lifecycle.StreamsRunner;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.MaxMessageBytes;
import io.inkstream.topics.OrderedBacklog;
import io.inkstream.topics.RegistryWatch;
import io.inkstream.topics.TopicHistory;
import io.inkstream.train.Intake;
import io.inkstream.train.TrainerListener;
import io.inkstream.train.TrainerTopology;
import io.inkstream.train.corpus.Thinning;
import io.inkstream.train.corpus.Unseen;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.state.HostInfo;

/** One instance of a topology: start it, wait for it, and hear what ended it. What can pass does not end it. */
public final class StreamsApplication implements AutoCloseable {

    /** How long a thread that waits for shards may be away from what they send. */
    private static final Duration AWAITED_PART = Duration.ofMillis(10);

    private final String name;
    private final String instance;
    private final Function<KafkaStreams, Optional<Boolean>> hasModel;
    private final Restores restores = new Restores(InstantSource.system());
    private final Properties properties = new Properties();
    private final StreamsRunner runner;
    private final RegistryWatch registry;
    private final Optional<OrderedBacklog> backlog;

    /** @throws IllegalStateException with what to do, if the first client cannot be made */
    StreamsApplication(
            String name,
            String instance,
            Supplier<Topology> topology,
            StreamsClients clients,
            Map<String, Object> settings,
            RegistryWatch registry,
            Optional<OrderedBacklog> backlog,
            Function<KafkaStreams, Optional<Boolean>> hasModel) {
        this.name = name;
        this.registry = registry;
        this.backlog = backlog;
        this.instance = instance;
        this.hasModel = hasModel;
        properties.putAll(settings);
        String group = properties.get(StreamsConfig.APPLICATION_ID_CONFIG).toString();
        var sentences = new Sentences(
                group,
                instance,
                Path.of(properties.get(StreamsConfig.STATE_DIR_CONFIG).toString(), group)
                        .toString(),
                sources(topology.get()),
                InstantSource.system());
        runner = new StreamsRunner(
                name,
                () -> {
                    restores.clear();
                    var client = new KafkaStreams(topology.get(), properties, clients);
                    client.setGlobalStateRestoreListener(restores);
                    return client;
                },
                clients::wakeUp,
                sentences,
                InstantSource.system());
    }

    /** The topics that a topology reads, for people. */
    private static String sources(Topology topology) {
        var description = topology.describe();
        return Stream.concat(
                        description.subtopologies().stream().flatMap(sub -> sub.nodes().stream()),
                        description.globalStores().stream().map(TopologyDescription.GlobalStore::source))
                .filter(TopologyDescription.Source.class::isInstance)
                .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The trainer, not yet started. */
    public static StreamsApplication trainer(Configuration configuration) {
        return trainer(configuration, TrainerListener.NONE);
    }

    /** The trainer, not yet started, and what hears it. */
    public static StreamsApplication trainer(Configuration configuration, TrainerListener listener) {
        var trainer = TopologySettings.trainer(configuration);
        var registry = new RegistryWatch(configuration, "train");
        var intake = new Intake();
        var unseen = new Unseen();
        var backlog = configuration.string(Keys.BEHIND).equals("thin")
                ? Optional.of(new OrderedBacklog(configuration))
                : Optional.<OrderedBacklog>empty();
        var most = Duration.ofMillis(configuration.longValue(Keys.BEHIND_MAX_MS));
        SourceConsumer.Removed removed = (partition, from, to) -> {
            unseen.add(partition, from, to);
            listener.unseen(partition.topic(), to - from);
        };
        Supplier<Topology> topology = () -> TrainerTopology.build(
                trainer,
                () -> TopologySettings.engine(configuration),
                () -> TopologySettings.engineOfShard(configuration),
                AvroSerdes.values(configuration, registry.ids()),
                AvroSerdes.checkpoints(configuration, registry.ids()),
                intake,
                unseen,
                backlog.map(each -> new Thinning(most, each, InstantSource.system())),
                () -> MaxMessageBytes.pieceBytes(configuration),
                System::nanoTime,
                new TopicHistory(configuration),
                listener);
        var few = StreamsSettings.trainer(configuration);
        var whileFull = trainer.learner().rounds().areShared() ? AWAITED_PART : Duration.ZERO;
        return new StreamsApplication(
                "Trainer",
                configuration.string(Keys.INSTANCE_ID),
                topology,
                new StreamsClients(
                        settings -> new PatientConsumer(settings, intake, whileFull, removed),
                        () -> BoundedStores.damagedBlocks(few)),
                few,
                registry,
                backlog,
                streams -> Optional.empty());
    }

    /** The generator, not yet started. */
    public static StreamsApplication generator(Configuration configuration) {
        return generator(configuration, GeneratorListener.NONE);
    }

    /** The generator, not yet started, and what hears it. */
    public static StreamsApplication generator(Configuration configuration, GeneratorListener listener) {
        var registry = new RegistryWatch(configuration, "generate");
        var workload = new BusyPartitions();
        var loading = CheckpointThread.executor();
        Supplier<Topology> topology = () -> GeneratorTopology.build(
                TopologySettings.generator(configuration),
                () -> TopologySettings.engine(configuration),
                AvroSerdes.values(configuration, registry.ids()),
                AvroSerdes.checkpoints(configuration, registry.ids()),
                loading,
                workload,
                InstantSource.system(),
                System::nanoTime,
                listener);
        var quick = StreamsSettings.generator(configuration);
        return new StreamsApplication(
                "Generator",
                configuration.string(Keys.INSTANCE_ID),
                topology,
                new StreamsClients(
                        settings -> new EagerConsumer(
                                settings,
                                workload,
                                (partition, from, to) -> listener.unseen(partition.topic(), to - from)),
                        () -> BoundedStores.damagedBlocks(quick)),
                quick,
                registry,
                Optional.empty(),
                streams -> Optional.of(!GeneratorTopology.models(streams).isEmpty()));
    }

    /** Begins to start, and returns at once. What comes of it is in {@link #status} and {@link #error}. */
    public void start() {
        registry.start();
        backlog.ifPresent(OrderedBacklog::start);
        runner.start();
    }

    /** Whether it is in working order: all its tasks are running, none is being restored. */
    public boolean isRunning() {
        return runner.client().state() == KafkaStreams.State.RUNNING;
    }

    /** Shows each client that does the work: this one now, and later those that replace it. */
    public void observe(Consumer<KafkaStreams> observer) {
        runner.observe(observer);
    }

    /** How it is. */
    public InstanceStatus status() {
        var client = runner.client();
        var since = runner.since();
        return new InstanceStatus(
                name,
                instance,
                client.state(),
                since,
                runner.hasRun(),
                runner.beginsAgain(),
                runner.reason(),
                StreamThreads.silent(client, Duration.between(since, Instant.now())),
                StreamThreads.unheard(client),
                restores.underWay(),
                StreamThreads.tasks(client),
                hasModel.apply(client));
    }

    /** How often it began again by itself, by what it had failed of. */
    public Map<Diagnosis.Kind, Long> restarts() {
        return runner.restarts();
    }

    /** The ids of schemas that it met, and whether the registry still has them. */
    public RegistryIds registryIds() {
        return registry.ids();
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
        return SessionQuery.ask(runner.client(), self, model, key);
    }

    /** Waits until it has ended, by {@link #close} or by an error. */
    public void awaitEnd() throws InterruptedException {
        runner.awaitEnd();
    }

    /** What ended it; empty while it runs and after it was closed in order. */
    public Optional<Throwable> error() {
        return runner.error();
    }

    /** The same in words: what, where, and what to do. */
    public Optional<String> reason() {
        return runner.reason();
    }

    /** Commits and stops. It leaves its group, so that others take over at once. */
    @Override
    public void close() {
        registry.close();
        backlog.ifPresent(OrderedBacklog::close);
        runner.close();
    }
}
