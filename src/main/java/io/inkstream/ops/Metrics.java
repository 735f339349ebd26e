package io.inkstream.ops;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.generate.GeneratorTopology;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.streams.lifecycle.Diagnosis;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;

/** The figures of one process for Prometheus: what its topologies tell of themselves, and those of Kafka Streams and the JVM. */
public final class Metrics implements AutoCloseable {

    /** Kafka makes some figures as it goes, a topic's lag with the first record of it: this long they may be missing. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TrainerFigures trainer = new TrainerFigures(registry, System::nanoTime);
    private final GeneratorFigures generator = new GeneratorFigures(registry);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<StreamsApplication> applications = new ArrayList<>();
    private final List<Bound> bounds = new ArrayList<>();

    /** @param configuration of all its topologies */
    public Metrics(Configuration configuration) {
        var kafka =
                KafkaFigures.valueOf(configuration.string(Keys.METRICS_KAFKA).toUpperCase(Locale.ROOT));
        registry.config()
                .meterFilter(kafka)
                .meterFilter(new KafkaNames())
                .namingConvention(new KafkaNames.Convention());
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** A trainer, not yet started, whose figures are taken. */
    public StreamsApplication trainer(Configuration configuration) {
        var application = StreamsApplication.trainer(configuration, trainer);
        application.observe(new Bound(trainer::observe));
        trainer.watch(application::status);
        add(application, "train");
        return application;
    }

    /** A generator, not yet started, whose figures are taken. */
    public StreamsApplication generator(Configuration configuration) {
        var application = StreamsApplication.generator(configuration, generator);
        var changelogs = GeneratorTopology.changelogs(configuration.applicationId("generate"));
        application.observe(new Bound(streams -> generator.observe(streams, changelogs)));
        add(application, "generate");
        return application;
    }

    private void add(StreamsApplication application, String topology) {
        applications.add(application);
        for (var kind : Diagnosis.Kind.values()) {
            if (kind != Diagnosis.Kind.LASTING) {
                FunctionCounter.builder(
                                "inkstream.restarts",
                                application,
                                it -> it.restarts().getOrDefault(kind, 0L))
                        .description("Restarts of the topology from its last commit.")
                        .tag("topology", topology)
                        .tag("cause", kind.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }
        Gauge.builder(
                        "inkstream.registry.ids.lost",
                        application,
                        it -> it.registryIds().lost())
                .description(
                        "Ids of schemas on our records that the registry does not know, or gives to other schemas.")
                .tag("topology", topology)
                .register(registry);
        FunctionCounter.builder(
                        "inkstream.registry.ids.found.lost",
                        application,
                        it -> it.registryIds().found())
                .description("How often an id of a schema on our records was found to be lost.")
                .tag("topology", topology)
                .register(registry);
    }

    /** A topology with no figures but Kafka Streams' own. */
    public StreamsApplication of(StreamsApplication application) {
        application.observe(new Bound(streams -> {}));
        applications.add(application);
        return application;
    }

    /** The topologies that were made here. */
    List<StreamsApplication> applications() {
        return List.copyOf(applications);
    }

    /** Time since a trainer repeated a step: it does not look for records meanwhile, and is not stuck. */
    Duration sinceSignOfLife() {
        return trainer.sinceRepeated();
    }

    /** What a gauge of a trainer says, the largest where several models have it; empty where none has. */
    public synchronized OptionalDouble gauge(String name) {
        trainer.update();
        return registry.find(name).gauges().stream().mapToDouble(Gauge::value).max();
    }

    /**
     * All figures. One scrape at a time: two would both register what is new.
     *
     * @param type the format, as a content type
     */
    synchronized String scrape(String type) {
        trainer.update();
        generator.update();
        return registry.scrape(type);
    }

    @Override
    public void close() {
        bounds.forEach(Bound::close);
        collections.close();
        registry.close();
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "inkstream-kafka-figures");
        thread.setDaemon(true);
        return thread;
    }

    /** Binds Kafka Streams' own figures of a client, and lets go of those of the client that it replaces. */
    private final class Bound implements Consumer<KafkaStreams> {
        private final Consumer<KafkaStreams> next;
        private KafkaStreamsMetrics bound;
        private ScheduledExecutorService looking;

        Bound(Consumer<KafkaStreams> next) {
            this.next = next;
            bounds.add(this);
        }

        @Override
        public synchronized void accept(KafkaStreams streams) {
            close();
            looking = Executors.newSingleThreadScheduledExecutor(Metrics::daemon);
            bound = new KafkaStreamsMetrics(streams, List.of(), looking, BETWEEN_LOOKS);
            bound.bindTo(registry);
            next.accept(streams);
        }

        synchronized void close() {
            if (bound != null) {
                looking.shutdownNow();
                bound.close();
            }
        }
    }
}
