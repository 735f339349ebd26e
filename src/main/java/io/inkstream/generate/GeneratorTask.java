package io.inkstream.generate;

import io.inkstream.engine.Engine;
import io.inkstream.generate.shadow.ShadowMetrics;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.SessionStore;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** The parts of one task, put together by {@link GeneratorParts}. */
record GeneratorTask(
        Intake intake,
        Worker worker,
        Models models,
        SessionStore sessions,
        ReplyCache answered,
        Optional<ShadowMetrics> shadowMetrics,
        TaskState state,
        Engine engine)
        implements AutoCloseable {

    /** Sessions, and replies that are kept, that a sweep looks at: some milliseconds. */
    private static final int SWEPT = 1000;

    void receive(Record<byte[], byte[]> record, RecordMetadata place) {
        intake.receive(record, place);
        worker.askForCommit();
    }

    void work() {
        intake.putInOrder();
        worker.spell();
    }

    /** What is done now and then, prompts or not. */
    void sweep(Instant now) {
        models.refresh();
        sessions.sweep(now, SWEPT);
        answered.sweep(now, SWEPT);
    }

    @Override
    public void close() {
        shadowMetrics.ifPresent(ShadowMetrics::close);
        state.closed();
        engine.close();
    }
}
