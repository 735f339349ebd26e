package io.inkstream.generate;

import io.inkstream.lstm.Engine;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.DeadLetters;
import io.inkstream.serde.RegistryFailures;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers prompts in the order they came. A prompt that comes before there is any model waits in a store, and those behind it with
 * it; a session's new state is stored in the transaction that commits the reply.
 */
final class AnswerPrompts implements Processor<byte[], byte[], byte[], Object> {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerPrompts.class);

    /** Waiting prompts that are answered for each one that comes, so that fewer and fewer wait. */
    private static final int CATCH_UP = 2;

    private static final int IDLE_CATCH_UP = 8;

    private final GeneratorSettings settings;
    private final Prompts prompts;
    private final Deserializer<SpecificRecord> checkpoints;
    private final Engine engine;
    private final InstantSource clock;

    private ProcessorContext<byte[], Object> context;
    private Models models;
    private Sessions sessions;
    private Waiting waiting;
    private Replies replies;

    AnswerPrompts(
            GeneratorSettings settings,
            Deserializer<SpecificRecord> values,
            Deserializer<SpecificRecord> checkpoints,
            Engine engine,
            InstantSource clock) {
        this.settings = settings;
        this.prompts = new Prompts(settings, values);
        this.checkpoints = checkpoints;
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        models = new Models(context.getStateStore(StoredModels.STORE), checkpoints);
        sessions = new Sessions(context.getStateStore(Sessions.STORE));
        waiting = new Waiting(
                context.getStateStore(Waiting.STORE), context.taskId().partition());
        replies = new Replies(TopicNames.PROMPTS, settings.defaultModel(), engine, clock);
        context.schedule(Duration.ofMillis(100), PunctuationType.WALL_CLOCK_TIME, now -> answerWaiting(IDLE_CATCH_UP));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var place = context.recordMetadata().orElseThrow();
        try {
            var prompt = prompts.read(record.value());
            var asked = new Asked(record.key(), record.value(), record.timestamp(), place.partition(), place.offset());
            var problem = prompts.problem(prompt);
            if (problem.isPresent()) {
                reply(asked, replies.error(asked, prompt, problem.get()));
            } else if (waiting.size() == 0 && isThereAModel(prompt)) {
                answer(asked, prompt);
            } else {
                await(asked, prompt);
            }
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e; // the record may be good: it is read again when the registry is back
            }
            LOG.warn("Dead letter: {}-{}@{}: {}", place.topic(), place.partition(), place.offset(), e.getMessage());
            context.forward(
                    new Record<byte[], Object>(
                            record.key(),
                            record.value(),
                            record.timestamp(),
                            DeadLetters.headers(record.headers(), place.topic(), place.partition(), place.offset(), e)),
                    GeneratorTopology.DEAD_LETTERS);
        }
    }

    private boolean isThereAModel(Prompt prompt) {
        return models.newest(replies.model(prompt)).isPresent()
                || !models.names().isEmpty();
    }

    private void await(Asked asked, Prompt prompt) {
        answerWaiting(CATCH_UP);
        if (waiting.size() < settings.pendingMax()) {
            waiting.add(asked);
        } else {
            reply(
                    asked,
                    replies.error(
                            asked,
                            prompt,
                            "prompts.pending.max=" + settings.pendingMax()
                                    + " prompts wait for a first model already; send it again when there is one"));
        }
    }

    private void answerWaiting(int count) {
        for (int i = 0; i < count && waiting.size() > 0; i++) {
            var asked = waiting.oldest().orElseThrow();
            var prompt = prompts.read(asked.value());
            if (!isThereAModel(prompt)) {
                return;
            }
            waiting.remove(asked);
            answer(asked, prompt);
        }
    }

    private void answer(Asked asked, Prompt prompt) {
        String name = replies.model(prompt);
        var model = models.newest(name);
        if (model.isEmpty()) {
            reply(
                    asked,
                    replies.error(
                            asked, prompt, "model must be one of " + String.join(", ", models.names()) + ": " + name));
            return;
        }
        var before = asked.key() == null ? Optional.<Session>empty() : sessions.get(name, asked.key());
        var answer = replies.answer(asked, prompt, models, model.get(), before);
        if (asked.key() != null) {
            answer.session().ifPresent(session -> sessions.put(name, asked.key(), session));
        }
        reply(asked, answer.reply());
    }

    private void reply(Asked asked, GeneratedText text) {
        context.forward(
                new Record<byte[], Object>(asked.key(), text, context.currentSystemTimeMs()),
                GeneratorTopology.REPLIES);
        context.commit();
    }
}
