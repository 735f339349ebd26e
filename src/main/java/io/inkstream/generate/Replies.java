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

/** Makes replies. A reply is a function of model, session, prompt and, for a session without a seed, the prompt's place. */
final class Replies {

    /** Characters shown of what should be a model's name. */
    private static final int NAME_SHOWN = 100;

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

    /** How a prompt begins to be answered. */
    sealed interface Beginning {}

    /**
     * What its writing is made of.
     *
     * @param at when it began
     */
    record Begun(Models.Loaded model, Writer.Position from, byte[] text, Sampler sampler, Ending ending, Instant at)
            implements Beginning {}

    /** It is not written, and this reply says why. */
    record Refused(GeneratedText reply) implements Beginning {}

    /** A reply, or the last piece of one, and the session after it. */
    record Answer(GeneratedText reply, Session session) {}

    String model(Prompt prompt) {
        return prompt.getModel() == null ? defaultModel : prompt.getModel();
    }

    /**
     * Begins a reply.
     *
     * @param models where a session finds the checkpoint that it is pinned to
     * @param newest the newest checkpoint of the prompt's model
     * @param before the session as it was, empty for a new one
     */
    Beginning begin(Job job, Models models, Models.Loaded newest, Optional<Session> before) {
        var prompt = job.prompt();
        var now = clock.instant();
        if (prompt.getDeadline() != null
                && now.isAfter(prompt.getDeadline())
                && job.begun().pieces() == 0) {
            return new Refused(
                    unworked(job.asked(), prompt, FinishReason.EXPIRED).build());
        }
        var session = before.filter(known -> !prompt.getReset())
                .filter(known -> known.nodes() == newest.weights().shape().nodes());
        if (prompt.getText().isEmpty() && session.isEmpty()) {
            return new Refused(
                    error(job.asked(), prompt, "text must not be empty where there is no session to go on with"));
        }
        Optional<Models.Loaded> model = Optional.of(newest);
        if (job.begun().pieces() > 0) {
            model = models.at(newest.name(), job.begun().step());
        } else if (session.isPresent() && prompt.getPolicy() == SessionPolicy.PINNED) {
            model = models.at(newest.name(), session.get().step()).or(() -> Optional.of(newest));
        }
        if (model.isEmpty()) {
            return new Refused(broken(job));
        }
        var from = from(job.asked(), prompt, session, model.get());
        var ids = model.get().vocabulary().encode(prompt.getText()).ids();
        return new Begun(model.get(), from, ids, new Sampler(sampling(prompt)), ending(prompt), now);
    }

    /** The end of a reply in pieces whose checkpoint went while it was interrupted. */
    private GeneratedText broken(Job job) {
        return unworked(job.asked(), job.prompt(), FinishReason.ERROR)
                .setPiece(job.begun().pieces())
                .setError("the checkpoint of step " + job.begun().step()
                        + ", which this reply was begun with, is no longer kept (checkpoint.keep); ask again")
                .build();
    }

    /** All that can be shown of a reply so far. */
    String shown(Job job, String written) {
        return job.prompt().getEcho() ? job.prompt().getText() + written : written;
    }

    /** A piece with more to follow. */
    GeneratedText piece(Job job, Begun begun, int piece, String text) {
        return written(job, begun)
                .setText(text)
                .setPiece(piece)
                .setLast(false)
                .setFinishReason(FinishReason.PENDING)
                .setFinishedAt(clock.instant())
                .build();
    }

    /**
     * The reply, or its last piece.
     *
     * @param sent how much of what can be shown went out in the pieces before, in UTF-16 units
     */
    Answer finish(Job job, Begun begun, Writer.Written written, int piece, int sent) {
        var after = new Session(written.position(), begun.model().step());
        var reply = written(job, begun)
                .setText(shown(job, written.text()).substring(sent))
                .setPiece(piece)
                .setCharacters(written.characters())
                .setMeanBitsPerCharacter(written.bits() / written.drawn())
                .setFinishReason(written.stop().isPresent() ? FinishReason.STOP : FinishReason.LENGTH)
                .setStop(written.stop().orElse(null))
                .setSessionSha256(Digests.sha256(after.toBytes()))
                .setFinishedAt(clock.instant())
                .build();
        return new Answer(reply, after);
    }

    private GeneratedText.Builder written(Job job, Begun begun) {
        return reply(job.asked(), job.prompt(), begun.at())
                .setStep(begun.model().step())
                .setCheckpoint(begun.model().sha256())
                .setSeed(begun.from().random().seed());
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
        return unworked(asked, prompt, FinishReason.ERROR).setError(message).build();
    }

    private GeneratedText.Builder unworked(Asked asked, Prompt prompt, FinishReason reason) {
        var now = clock.instant();
        return reply(asked, prompt, now).setText("").setFinishReason(reason).setFinishedAt(now);
    }

    /** Where the text stands before the prompt's own is read. */
    private Writer.Position from(Asked asked, Prompt prompt, Optional<Session> session, Models.Loaded model) {
        var writer = new Writer(engine, model.weights(), model.vocabulary());
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

    /** A model's name, or what stands at the beginning of what is none. */
    static String beginning(String name) {
        return name.codePointCount(0, name.length()) <= NAME_SHOWN
                ? name
                : name.substring(0, name.offsetByCodePoints(0, NAME_SHOWN)) + " …";
    }

    private GeneratedText.Builder reply(Asked asked, Prompt prompt, Instant started) {
        String place = topic + "-" + asked.partition() + "@" + asked.offset();
        return GeneratedText.newBuilder()
                .setId(prompt.getId() == null || prompt.getId().length() > Prompts.ID_MAX ? place : prompt.getId())
                .setModel(beginning(model(prompt)))
                .setPromptCharacters(
                        prompt.getText().codePointCount(0, prompt.getText().length()))
                .setPromptedAt(asked.promptedAt())
                .setStartedAt(started);
    }
}
