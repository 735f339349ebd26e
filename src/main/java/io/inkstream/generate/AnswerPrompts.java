package io.inkstream.generate;

import io.inkstream.generate.GeneratorSettings.WhenFull;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.request.PromptHeaders;
import io.inkstream.generate.request.PromptReader;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.schedule.Scheduler;
import io.inkstream.generate.shadow.Shadow;
import io.inkstream.generate.shadow.ShadowMetrics;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.PendingPromptStore;
import io.inkstream.generate.store.Refusals;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.SessionStore;
import io.inkstream.generate.store.StoredModels;
import io.inkstream.generate.store.StrangeLog;
import io.inkstream.lstm.Engine;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.DeadLetter;
import io.inkstream.serde.DeadLetterLog;
import io.inkstream.serde.PassedOver;
import io.inkstream.serde.RegistryFailures;
import io.inkstream.serde.SchemaFingerprint;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.LoggerFactory;

/**
 * Answers prompts. One that is accepted is kept in a store until the transaction that commits its answer, and with it the session's
 * new state: a restart finds what was not answered and answers it, in the same words.
 */
final class AnswerPrompts implements Processor<byte[], byte[], byte[], Object> {

    /** The key that an error about too many prompts names. */
    private static final String PENDING_MAX = "prompts.pending.max";

    private static final Problem NO_SESSION =
            new Problem("key", "the record's key must name the session to forget: null");

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    /** Sessions, and replies that are kept, that a sweep looks at: some milliseconds. */
    private static final int SWEPT = 1000;

    /** How long to work without a look at new prompts: some steps. */
    private static final long SPELL_NANOS = Duration.ofMillis(2).toNanos();

    /** How long to score replies under a second model, when nothing else is to do. */
    private static final long SHADOW_NANOS = Duration.ofMillis(10).toNanos();

    /** Under load it is worked for so long at least between two commits, or for so many times as long as the last one took. */
    private static final long COMMIT_NANOS = Duration.ofMillis(20).toNanos();

    private static final int WORK_PER_COMMIT = 2;

    /** And never longer than this, however long a commit takes. */
    private static final long COMMIT_NANOS_MAX = Duration.ofMillis(100).toNanos();

    private final GeneratorSettings settings;
    private final Serde<SpecificRecord> values;
    private final PromptReader prompts;
    private final Deserializer<SpecificRecord> checkpoints;
    private final LongSupplier modelChanges;
    private final Refusals refusals;
    private final Engine engine;
    private final BusyPartitions workload;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final DeadLetterLog log;
    private final GeneratorListener listener;

    private final PassedOver passedOver;
    private final List<OutOfOrder> outOfOrder = new ArrayList<>();

    private ProcessorContext<byte[], Object> context;
    private SessionStore sessions;
    private ReplyCache answered;
    private PendingPromptStore queue;
    private ReplyMapper replies;
    private Scheduler desk;
    private Optional<ShadowMetrics> shadowMetrics = Optional.empty();
    private Optional<Shadow> shadow = Optional.empty();
    private boolean promptsCame;
    private boolean uncommitted;
    private boolean commitAsked;
    /** When the last commit was asked for, and when it was seen to be done. */
    private long commitAskedAt;

    private long committed;

    /** A prompt that waits and cannot be answered. */
    private record OutOfOrder(PendingPrompt job, Problem problem) {}

    AnswerPrompts(
            GeneratorSettings settings,
            Serde<SpecificRecord> values,
            Deserializer<SpecificRecord> checkpoints,
            LongSupplier modelChanges,
            Refusals refusals,
            Engine engine,
            BusyPartitions workload,
            InstantSource clock,
            LongSupplier nanoTime,
            GeneratorListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.values = values;
        this.prompts = new PromptReader(settings, values.deserializer());
        this.checkpoints = checkpoints;
        this.modelChanges = modelChanges;
        this.refusals = refusals;
        this.engine = engine;
        this.workload = workload;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.log = new DeadLetterLog(LoggerFactory.getLogger(AnswerPrompts.class), nanoTime);
        this.passedOver = new PassedOver(LoggerFactory.getLogger(AnswerPrompts.class), nanoTime);
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        var models = new Models(context.getStateStore(StoredModels.STORE), checkpoints, modelChanges, pin(), refusals);
        var strange = new StrangeLog(context.applicationId(), context.taskId().partition(), passedOver, listener);
        sessions = new SessionStore(context.getStateStore(SessionStore.STORE), settings.sessionTtl(), strange);
        answered = new ReplyCache(context.getStateStore(ReplyCache.STORE), values, settings.idempotencyTtl(), strange);
        queue = new PendingPromptStore(context.getStateStore(PendingPromptStore.STORE), strange);
        replies = new ReplyMapper(TopicNames.PROMPTS, settings.defaultModel(), engine, clock);
        settings.shadow().ifPresent(name -> shadow(models, name));
        desk = new Scheduler(
                replies,
                models,
                sessions,
                answered,
                engine,
                settings.batchMax(),
                finished -> shadow.ifPresent(second -> second.accept(finished)));
        queue.forEach(context.taskId().partition(), prompts::read, this::takeUp);
        context.schedule(Duration.ofMillis(1), PunctuationType.WALL_CLOCK_TIME, now -> work());
        context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> sweep(Instant.ofEpochMilli(now)));
    }

    /** What was accepted was in order; settings may be others since, and what waits may be somebody else's. */
    private void takeUp(PendingPrompt job) {
        var problem = PromptReader.keyProblem(job.record().key())
                .or(() -> prompts.problem(job.prompt(), job.record().value().length));
        if (problem.isPresent()) {
            outOfOrder.add(new OutOfOrder(job, problem.get()));
        } else {
            desk.accept(job);
        }
    }

    /** Tells those who wait for what cannot be answered any more, once there is a transaction to do it in. */
    private void putInOrder() {
        queue.deleteStrangers();
        outOfOrder.forEach(each -> {
            var job = each.job();
            queue.remove(job.record());
            if (PromptReader.keyProblem(job.record().key()).isEmpty()) {
                send(job.record(), replies.error(job.record(), job.prompt(), each.problem()));
            }
        });
        outOfOrder.clear();
    }

    private void sweep(Instant now) {
        sessions.sweep(now, SWEPT);
        answered.sweep(now, SWEPT);
    }

    private Optional<Models.Pin> pin() {
        var step = settings.pin();
        return step.isPresent()
                ? Optional.of(new Models.Pin(settings.defaultModel(), step.getAsLong()))
                : Optional.empty();
    }

    private void shadow(Models models, String name) {
        var metrics = new ShadowMetrics(context.metrics(), context.taskId().toString(), settings.defaultModel(), name);
        shadowMetrics = Optional.of(metrics);
        shadow = Optional.of(new Shadow(models, name, engine, metrics::difference, metrics::skipped));
    }

    @Override
    public void close() {
        shadowMetrics.ifPresent(ShadowMetrics::close);
        listener.closed(context.taskId().toString());
        workload.set(context.taskId().partition(), false);
        engine.close();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var place = context.recordMetadata().orElseThrow();
        try {
            byte[] value =
                    SchemaFingerprint.keep(record.headers(), SchemaHeader.framed(record.value(), record.headers()));
            var prompt = prompts.read(value);
            var badKey = PromptReader.keyProblem(record.key());
            if (badKey.isPresent()) {
                refuseKey(record, prompt, badKey.get());
                return;
            }
            var asked = new PromptRecord(
                    record.key(),
                    value,
                    record.timestamp(),
                    place.partition(),
                    place.offset(),
                    PromptHeaders.of(record.headers()));
            var problem = prompts.problem(prompt, value.length);
            if (prompt.getCancel()) {
                cancel(asked, prompt);
            } else if (problem.isPresent()) {
                send(asked, replies.error(asked, prompt, problem.get()));
            } else if (prompt.getForget() && asked.key() == null) {
                send(asked, replies.error(asked, prompt, NO_SESSION));
            } else {
                accept(new PendingPrompt(asked, prompt, PendingPrompt.Begun.NOT));
            }
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e; // the record may be good: it is read again when the registry is back
            }
            reject(record, e);
        }
        askForCommit();
    }

    /** A dead letter, and whoever is named in it is told without the key. */
    private void refuseKey(Record<byte[], byte[]> record, Prompt prompt, Problem problem) {
        reject(record, new UnreadableException(UnreadableException.Reason.KEY_TOO_LONG, problem.message()));
        if (prompt.getId() != null) {
            var place = context.recordMetadata().orElseThrow();
            var asked = new PromptRecord(
                    null,
                    record.value(),
                    record.timestamp(),
                    place.partition(),
                    place.offset(),
                    PromptHeaders.of(record.headers()));
            send(asked, replies.error(asked, prompt, problem));
        }
        askForCommit();
    }

    /** A cancellation that finds nothing to cancel has no reply: what it names was answered, or never asked. */
    private void cancel(PromptRecord asked, Prompt prompt) {
        if (prompt.getId() == null) {
            send(
                    asked,
                    replies.error(
                            asked, prompt, new Problem("id", "id must name the prompts to cancel with cancel: null")));
        } else {
            desk.cancel(asked.session(), prompt.getId(), this::apply);
        }
    }

    private void accept(PendingPrompt job) {
        promptsCame = true;
        workload.set(context.taskId().partition(), true);
        if (settings.whenFull() == WhenFull.REPLY_BUSY && isBusy(job)) {
            return;
        }
        while (desk.size() >= settings.pendingMax() && step()) {
            // Room is made by answering; without a model nothing is, and the newest has to be turned away.
        }
        if (desk.size() >= settings.pendingMax()) {
            turnAway(
                    job,
                    PENDING_MAX + "=" + settings.pendingMax()
                            + " prompts wait for a first model already; send it again when there is one");
            return;
        }
        queue.put(job.record(), job.begun());
        desk.accept(job);
        if (desk.running() == 0) {
            step();
        }
        shadow.ifPresent(Shadow::work);
    }

    /** Whether it has to be turned away, which it then is. */
    private boolean isBusy(PendingPrompt job) {
        int share = settings.sessionPendingMax();
        if (desk.size() >= settings.pendingMax()) {
            turnAway(job, PENDING_MAX + "=" + settings.pendingMax() + " prompts wait already; send it again later");
            return true;
        }
        if (job.session() != null && desk.size(job.session()) >= share) {
            turnAway(
                    job,
                    "a quarter of " + PENDING_MAX + "=" + settings.pendingMax()
                            + " is one session's share, and its prompts that wait are " + share
                            + "; send it again later");
            return true;
        }
        return false;
    }

    private void turnAway(PendingPrompt job, String message) {
        send(job.record(), replies.error(job.record(), job.prompt(), new Problem(PENDING_MAX, message)));
    }

    private boolean step() {
        boolean did = desk.step(this::apply);
        if (did) {
            listener.stepped(desk.batch());
        }
        return did;
    }

    /**
     * Works for a spell; while prompts come, for one step alone, since those that were fetched with them can be worked on together with
     * them as soon as they are here.
     */
    private void work() {
        long most = promptsCame ? 0 : SPELL_NANOS;
        promptsCame = false;
        putInOrder();
        long begin = nanoTime.getAsLong();
        while (step() && nanoTime.getAsLong() - begin < most) {
            // the condition does the work
        }
        // Not while all wait for a first model.
        workload.set(context.taskId().partition(), desk.running() > 0);
        askForCommit();
        while (desk.size() == 0
                && shadow.filter(Shadow::work).isPresent()
                && nanoTime.getAsLong() - begin < SHADOW_NANOS) {
            // scores what was answered, when nothing else is to do
        }
    }

    private void apply(Scheduler.Outcome outcome) {
        var asked = outcome.pending().record();
        if (outcome.answered()) {
            queue.remove(asked);
        } else {
            queue.put(asked, outcome.pending().begun());
        }
        if (asked.key() != null) {
            String model = replies.model(outcome.pending().prompt());
            outcome.session().ifPresent(session -> sessions.put(model, asked.key(), session, asked.promptedAt()));
            if (outcome.forgets()) {
                sessions.delete(model, asked.key());
            }
        }
        outcome.replies().forEach(reply -> {
            answered.put(asked, outcome.pending().prompt(), reply);
            send(asked, reply);
        });
    }

    private void send(PromptRecord asked, GeneratedText text) {
        listener.replied(text);
        context.forward(
                new Record<byte[], Object>(
                        asked.key(),
                        text,
                        context.currentSystemTimeMs(),
                        asked.headers().toHeaders()),
                GeneratorTopology.REPLIES);
        uncommitted = true;
    }

    private long untilCommit() {
        return Math.min(COMMIT_NANOS_MAX, Math.max(COMMIT_NANOS, WORK_PER_COMMIT * (committed - commitAskedAt)));
    }

    private void askForCommit() {
        listener.working(context.taskId().toString(), desk.running(), desk.waiting());
        long now = nanoTime.getAsLong();
        if (commitAsked) {
            // It was done since. Time counts from here, or a slow one would be followed by the next at once.
            committed = now;
            commitAsked = false;
        }
        if (uncommitted && (desk.size() == 0 || now - committed >= untilCommit())) {
            context.commit();
            uncommitted = false;
            commitAsked = true;
            commitAskedAt = now;
        }
    }

    private void reject(Record<byte[], byte[]> record, RuntimeException reason) {
        var place = context.recordMetadata().orElseThrow();
        log.add(place.topic(), place.partition(), place.offset(), reason);
        listener.rejected(place.topic(), UnreadableException.Reason.of(reason));
        var letter = DeadLetter.of(
                record.key(),
                record.value(),
                record.headers(),
                place.topic(),
                place.partition(),
                place.offset(),
                reason);
        context.forward(
                new Record<byte[], Object>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
                GeneratorTopology.DEAD_LETTERS);
    }
}
