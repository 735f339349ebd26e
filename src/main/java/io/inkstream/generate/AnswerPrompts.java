package io.inkstream.generate;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Answers prompts. One that is accepted is kept in a store until the transaction that commits its answer, and with it the session's
 * new state: a restart finds what was not answered and answers it, in the same words.
 */
final class AnswerPrompts implements Processor<byte[], byte[], byte[], Object> {

    private static final Duration WORK_EVERY = Duration.ofMillis(1);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    private final GeneratorParts parts;

    private ProcessorContext<byte[], Object> context;
    private GeneratorTask task;

    AnswerPrompts(GeneratorParts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        task = parts.task(context);
        task.intake().takeUp(context.taskId().partition());
        context.schedule(WORK_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> task.work());
        context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> task.sweep(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        task.receive(record, context.recordMetadata().orElseThrow());
    }

    @Override
    public void close() {
        task.close();
    }
}
