package io.inkstream.ops;

import io.inkstream.generate.GeneratorListener;
import io.inkstream.generate.GeneratorTopology;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.KafkaStreams;

/** What a generator tells of itself, as {@code inkstream_generate_...}. Stream threads write, the scraping thread reads. */
final class GeneratorFigures implements GeneratorListener {

    private static final Duration[] BUCKETS =
            Buckets.ofMillis(5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000);

    /** The label of replies that no model wrote: what is asked for need not exist. */
    private static final String NO_MODEL = "none";

    private final MeterRegistry registry;
    private final Map<String, Load> tasks = new ConcurrentHashMap<>();
    private volatile DistributionSummary batch;
    private volatile MultiGauge modelSteps;
    private volatile KafkaStreams streams;

    /** What a task has in hand, in prompts. */
    private record Load(int running, int waiting) {}

    GeneratorFigures(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A generator is there: what it has from its start on is shown.
     *
     * @param changelogs those of its stores
     */
    void observe(KafkaStreams client, List<String> changelogs) {
        boolean first = streams == null;
        streams = client;
        if (!first) {
            return;
        }
        gauge("running", "Prompts that are being answered.", Load::running);
        gauge("waiting", "Prompts that were accepted and wait for their turn.", Load::waiting);
        Gauge.builder("inkstream.generate.sessions", this, figures -> GeneratorTopology.sessions(figures.streams))
                .description("Sessions that this process keeps, about.")
                .register(registry);
        batch = DistributionSummary.builder("inkstream.generate.batch.size")
                .description("Continuations advanced by a character together.")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
                .register(registry);
        modelSteps = MultiGauge.builder("inkstream.generate.model.step")
                .description("The step of the newest checkpoint that can answer.")
                .register(registry);
        prompts(NO_MODEL, FinishReason.ERROR);
        // There from the beginning, so that the first one is an increase.
        List.of(UnreadableException.Reason.values()).forEach(this::rejections);
        UnseenOffsets.of(registry, "generate", TopicNames.PROMPTS);
        passedOverRecords(TopicNames.CHECKPOINTS);
        changelogs.forEach(this::passedOverRecords);
        refusedCheckpoints();
    }

    /** Brings up to date what is read from the stores. */
    void update() {
        if (streams != null) {
            modelSteps.register(
                    GeneratorTopology.models(streams).entrySet().stream()
                            .map(model -> MultiGauge.Row.of(Tags.of("model", model.getKey()), model.getValue()))
                            .toList(),
                    true);
        }
    }

    @Override
    public void replied(GeneratedText reply) {
        if (!reply.getLast()) {
            return;
        }
        String model = reply.getStep() == null ? NO_MODEL : reply.getModel();
        if (reply.getIndex() == 0) {
            prompts(model, reply.getFinishReason()).increment();
        }
        if (reply.getStep() == null || reply.getGenerationMillis() == null) {
            return;
        }
        Counter.builder("inkstream.generate.characters")
                .description("Characters written.")
                .tag("model", model)
                .register(registry)
                .increment(reply.getCharacters());
        if (reply.getIndex() == 0) {
            double queued = reply.getQueueMillis();
            time("queue", "From a prompt's record until work on it began.", model, queued);
            time(
                    "time.to.first.character",
                    "From a prompt's record until its text was read and the first character sampled.",
                    model,
                    queued + reply.getPrefillMillis());
            time(
                    "reply",
                    "From a prompt's record until its reply was complete.",
                    model,
                    queued + reply.getPrefillMillis() + reply.getGenerationMillis());
        }
    }

    @Override
    public void stepped(int continuations) {
        batch.record(continuations);
    }

    @Override
    public void working(String task, int running, int waiting) {
        tasks.put(task, new Load(running, waiting));
    }

    @Override
    public void rejected(String topic, UnreadableException.Reason reason) {
        rejections(reason).increment();
    }

    @Override
    public void unseen(String topic, long offsets) {
        UnseenOffsets.of(registry, "generate", topic).increment(offsets);
    }

    @Override
    public void passedOver(String topic) {
        passedOverRecords(topic).increment();
    }

    @Override
    public void refused() {
        refusedCheckpoints().increment();
    }

    @Override
    public void closed(String task) {
        tasks.remove(task);
    }

    private Counter rejections(UnreadableException.Reason reason) {
        return Counter.builder("inkstream.generate.dead.letters")
                .description("Unusable records, which are on inkstream-dead-letters.")
                .tag("topic", TopicNames.PROMPTS)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter passedOverRecords(String topic) {
        return Counter.builder("inkstream.generate.passed.over")
                .description("Foreign records, which were skipped.")
                .tag("topic", topic)
                .register(registry);
    }

    private Counter refusedCheckpoints() {
        return Counter.builder("inkstream.generate.checkpoints.refused")
                .description("Checkpoints that cannot be used; the previous one keeps answering.")
                .register(registry);
    }

    private Counter prompts(String model, FinishReason reason) {
        return Counter.builder("inkstream.generate.prompts")
                .description("Prompts answered, by how their replies ended.")
                .tag("model", model)
                .tag("finish_reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private void time(String figure, String description, String model, double millis) {
        Timer.builder("inkstream.generate." + figure)
                .description(description)
                .tag("model", model)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(Duration.ofNanos((long) (millis * 1e6)));
    }

    private void gauge(String figure, String description, ToIntFunction<Load> value) {
        Gauge.builder(
                        "inkstream.generate." + figure,
                        tasks,
                        all -> all.values().stream().mapToInt(value).sum())
                .description(description)
                .register(registry);
    }
}
