package io.inkstream.generate;

import io.inkstream.lstm.CounterRandom;
import io.inkstream.lstm.Engine;
import io.inkstream.lstm.Sampler;
import io.inkstream.lstm.Writer;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Computes replies. A reply is a function of model, session, prompt and, for a session without a seed, the prompt's place. */
final class Replies {

    private final String topic;
    private final String defaultModel;
    private final Engine engine;
    private final InstantSource clock;

    /** @param topic the topic of the prompts, for the id of a prompt that has none */
    Replies(String topic, String defaultModel, Engine engine, InstantSource clock) {
        this.topic = topic;
        this.defaultModel = defaultModel;
        this.engine = engine;
        this.clock = clock;
    }

    /** A reply and the session after it, which is empty if the prompt could not be answered. */
    record Answer(GeneratedText reply, Optional<Session> session) {}

    String model(Prompt prompt) {
        return prompt.getModel() == null ? defaultModel : prompt.getModel();
    }

    Answer answer(Asked asked, Prompt prompt, Models.Loaded model, Optional<Session> before) {
        var started = clock.instant();
        var from = before.filter(session -> !prompt.getReset())
                .filter(session -> session.nodes() == model.weights().shape().nodes());
        if (prompt.getText().isEmpty() && from.isEmpty()) {
            return new Answer(
                    error(asked, prompt, "text must not be empty where there is no session to go on with"),
                    Optional.empty());
        }
        var writer = new Writer(engine, model.weights(), model.vocabulary());
        var ids = model.vocabulary().encode(prompt.getText()).ids();
        var read = writer.read(begin(asked, prompt, from, writer), ids);
        var written = writer.write(read, Sampler.at(prompt.getTemperature()), prompt.getLength());
        var reply = reply(asked, prompt, started)
                .setText(written.text())
                .setStep(model.step())
                .setCheckpoint(model.sha256())
                .setSeed(read.random().seed())
                .setCharacters(written.characters())
                .setMeanBitsPerCharacter(written.bits() / written.characters())
                .setFinishReason(FinishReason.LENGTH)
                .setFinishedAt(clock.instant())
                .build();
        return new Answer(reply, Optional.of(new Session(written.position(), model.step())));
    }

    /** A reply that says why there is none. */
    GeneratedText error(Asked asked, Prompt prompt, String message) {
        var now = clock.instant();
        return reply(asked, prompt, now)
                .setText("")
                .setFinishReason(FinishReason.ERROR)
                .setError(message)
                .setFinishedAt(now)
                .build();
    }

    private Writer.Position begin(Asked asked, Prompt prompt, Optional<Session> from, Writer writer) {
        if (from.isEmpty()) {
            return writer.begin(seed(asked, prompt));
        }
        var position = from.get().position();
        return prompt.getSeed() == null
                ? position
                : new Writer.Position(position.state(), position.last(), new CounterRandom(prompt.getSeed(), 0));
    }

    private static long seed(Asked asked, Prompt prompt) {
        return prompt.getSeed() != null
                ? prompt.getSeed()
                : new CounterRandom(asked.partition(), asked.offset()).bits();
    }

    private GeneratedText.Builder reply(Asked asked, Prompt prompt, Instant started) {
        String place = topic + "-" + asked.partition() + "@" + asked.offset();
        return GeneratedText.newBuilder()
                .setId(prompt.getId() == null ? place : prompt.getId())
                .setModel(model(prompt))
                .setPromptCharacters(
                        prompt.getText().codePointCount(0, prompt.getText().length()))
                .setPromptedAt(asked.promptedAt())
                .setStartedAt(started);
    }
}
