package io.inkstream.generate;

import io.inkstream.checkpoint.Digests;
import io.inkstream.lstm.CounterRandom;
import io.inkstream.lstm.Ending;
import io.inkstream.lstm.Engine;
import io.inkstream.lstm.Sampler;
import io.inkstream.lstm.Sampling;
import io.inkstream.lstm.Writer;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
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

    /**
     * Answers a prompt.
     *
     * @param models where a session finds the checkpoint that it is pinned to
     * @param newest the newest checkpoint of the prompt's model
     * @param before the session as it was, empty for a new one
     */
    Answer answer(Asked asked, Prompt prompt, Models models, Models.Loaded newest, Optional<Session> before) {
        var started = clock.instant();
        if (prompt.getDeadline() != null && started.isAfter(prompt.getDeadline())) {
            return new Answer(unworked(asked, prompt, FinishReason.EXPIRED), Optional.empty());
        }
        var session = before.filter(known -> !prompt.getReset())
                .filter(known -> known.nodes() == newest.weights().shape().nodes());
        if (prompt.getText().isEmpty() && session.isEmpty()) {
            return new Answer(
                    error(asked, prompt, "text must not be empty where there is no session to go on with"),
                    Optional.empty());
        }
        var model = session.filter(known -> prompt.getPolicy() == SessionPolicy.PINNED)
                .flatMap(known -> models.at(newest.name(), known.step()))
                .orElse(newest);
        var writer = new Writer(engine, model.weights(), model.vocabulary());
        var ids = model.vocabulary().encode(prompt.getText()).ids();
        var read = writer.read(begin(asked, prompt, session, model, writer), ids);
        var written = writer.write(read, new Sampler(sampling(prompt)), ending(prompt));
        var after = new Session(written.position(), model.step());
        var reply = reply(asked, prompt, started)
                .setText(prompt.getEcho() ? prompt.getText() + written.text() : written.text())
                .setStep(model.step())
                .setCheckpoint(model.sha256())
                .setSeed(read.random().seed())
                .setCharacters(written.characters())
                .setMeanBitsPerCharacter(written.bits() / written.drawn())
                .setFinishReason(written.stop().isPresent() ? FinishReason.STOP : FinishReason.LENGTH)
                .setStop(written.stop().orElse(null))
                .setSessionSha256(Digests.sha256(after.toBytes()))
                .setFinishedAt(clock.instant())
                .build();
        return new Answer(reply, Optional.of(after));
    }

    private static Sampling sampling(Prompt prompt) {
        return new Sampling(
                prompt.getTemperature(),
                prompt.getTopK(),
                prompt.getTopP(),
                prompt.getMinP(),
                prompt.getRepetitionPenalty(),
                prompt.getRepetitionWindow());
    }

    private static Ending ending(Prompt prompt) {
        return new Ending(prompt.getLength(), prompt.getMinLength(), prompt.getStop());
    }

    /** A reply that says why there is none. */
    GeneratedText error(Asked asked, Prompt prompt, String message) {
        var reply = unworked(asked, prompt, FinishReason.ERROR);
        return GeneratedText.newBuilder(reply).setError(message).build();
    }

    private GeneratedText unworked(Asked asked, Prompt prompt, FinishReason reason) {
        var now = clock.instant();
        return reply(asked, prompt, now)
                .setText("")
                .setFinishReason(reason)
                .setFinishedAt(now)
                .build();
    }

    /** Where the text stands before the prompt's own is read. */
    private static Writer.Position begin(
            Asked asked, Prompt prompt, Optional<Session> session, Models.Loaded model, Writer writer) {
        if (session.isEmpty()) {
            return writer.begin(seed(asked, prompt));
        }
        var before = session.get();
        boolean anew = prompt.getPolicy() == SessionPolicy.REPRIME && before.step() != model.step();
        var position = anew ? reprimed(before.position(), writer) : before.position();
        return prompt.getSeed() == null ? position : position.withSeed(prompt.getSeed());
    }

    /** The state that these weights give for what the session read and wrote last. */
    private static Writer.Position reprimed(Writer.Position before, Writer writer) {
        var read = writer.read(writer.begin(0), before.recent());
        return new Writer.Position(read.state(), read.last(), before.random(), before.recent());
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
