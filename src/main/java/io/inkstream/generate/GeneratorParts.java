package io.inkstream.generate;

import io.inkstream.engine.Engine;
import io.inkstream.generate.admission.Admission;
import io.inkstream.generate.admission.Starter;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PromptReader;
import io.inkstream.generate.request.RequestReader;
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
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetterLog;
import io.inkstream.serde.log.PassedOver;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.LoggerFactory;

/**
 * What a task's parts are made of; puts them together.
 *
 * @param values Avro, for all topics but {@code model-checkpoints}
 * @param engine of this task, which closes it
 */
record GeneratorParts(
        GeneratorSettings settings,
        Serde<SpecificRecord> values,
        Checkpoints checkpoints,
        Engine engine,
        BusyPartitions busyPartitions,
        InstantSource clock,
        LongSupplier nanoTime,
        GeneratorListener listener) {

    /**
     * How {@code model-checkpoints} is read.
     *
     * @param avro the records in its store
     * @param changes a number that grows when the store has changed
     * @param refusals takes what cannot be used
     * @param loading loads newer checkpoints while those before answer
     */
    record Checkpoints(Serde<SpecificRecord> avro, LongSupplier changes, Refusals refusals, Executor loading) {

        Models models(ReadOnlyKeyValueStore<String, byte[]> store, Optional<Models.Pin> pin) {
            return new Models(store, avro.deserializer(), changes, pin, refusals, loading);
        }
    }

    GeneratorTask task(ProcessorContext<byte[], Object> context) {
        var log = LoggerFactory.getLogger(AnswerPrompts.class);
        var strange = new StrangeLog(
                context.applicationId(), context.taskId().partition(), new PassedOver(log, nanoTime), listener);
        var sessions = new SessionStore(
                context.getStateStore(SessionStore.STORE), settings.stores().sessionTtl(), strange);
        var answered = new ReplyCache(
                context.getStateStore(ReplyCache.STORE),
                values,
                settings.stores().idempotencyTtl(),
                strange);
        var kept = new PendingPromptStore(context.getStateStore(PendingPromptStore.STORE), strange);
        var models = checkpoints.models(context.getStateStore(StoredModels.STORE), pin());

        var replies = new ReplyMapper(TopicNames.PROMPTS, settings.model().name(), clock);
        var metrics = settings.model()
                .shadow()
                .map(name -> new ShadowMetrics(
                        context.metrics(),
                        context.taskId().toString(),
                        settings.model().name(),
                        name));
        var shadow = metrics.map(
                to -> new Shadow(models, settings.model().shadow().get(), engine, to::difference, to::skipped));
        var starter = new Starter(replies, engine, settings.stores().sessionsAdapt(), clock);
        var loop = new GenerationLoop(
                new Scheduler(engine, settings.batchMax(), clock),
                new Admission(models, sessions, answered, replies, starter),
                replies,
                end -> shadow.ifPresent(second -> second.accept(end)));

        var pace = new CommitPace();
        var outcomes = new OutcomeWriter(context, kept, sessions, answered, replies, pace, listener);
        var state = new TaskState(context.taskId(), busyPartitions, listener);
        var worker = new Worker(loop, outcomes, pace, context::commit, shadow, state, nanoTime);
        var intake = new Intake(
                new RequestReader(new PromptReader(values.deserializer(), settings.formats()), settings.rules()),
                settings.pending(),
                kept,
                replies,
                outcomes,
                new DeadLetterWriter(context, new DeadLetterLog(log, nanoTime), listener),
                worker);
        return new GeneratorTask(intake, worker, models, sessions, answered, metrics, state, engine);
    }

    private Optional<Models.Pin> pin() {
        var step = settings.model().pin();
        return step.isPresent()
                ? Optional.of(new Models.Pin(settings.model().name(), step.getAsLong()))
                : Optional.empty();
    }
}
