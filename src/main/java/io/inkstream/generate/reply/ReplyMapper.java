package io.inkstream.generate.reply;

import io.inkstream.checkpoint.Digests;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.request.PromptLimits;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.schedule.Sequence;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.Session;
import io.inkstream.lstm.CounterRandom;
import io.inkstream.lstm.Ending;
import io.inkstream.lstm.Engine;
import io.inkstream.lstm.Logprobs;
import io.inkstream.lstm.Sampler;
import io.inkstream.lstm.Sampling;
import io.inkstream.lstm.Writer;
import io.inkstream.schema.DrawnId;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.LikelyId;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.text.Vocabulary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes replies. A reply is a function of model, session, prompt and, for a session without a seed, the prompt's place. */
public final class ReplyMapper {

    /** Characters shown of what should be a model's name. */
    private static final int NAME_SHOWN = 100;

    private final String topic;
    private final String defaultModel;
    private final Engine engine;
    private final InstantSource clock;

    /** @param topic the topic of the prompts, for the id of a prompt that has none */
    public ReplyMapper(String topic, String defaultModel, Engine engine, InstantSource clock) {
        this.topic = topic;
        this.defaultModel = defaultModel;
        this.engine = engine;
        this.clock = clock;
    }

    /** How a prompt begins to be answered. */
    public sealed interface Beginning {}

    /**
     * What its writing is made of.
     *
     * @param from where the text of each continuation stands before the prompt
     * @param at when it began
     */
    public record Begun(
            Models.Loaded model, List<Writer.Position> from, byte[] text, Sampler sampler, Ending ending, Instant at)
            implements Beginning {}

    /** It is not written, and these replies say why. */
    public record Refused(List<GeneratedText> replies) implements Beginning {}

    /** A reply, or the last piece of one, and the session after it. */
    public record Answer(GeneratedText reply, Session session) {}

    public String model(Prompt prompt) {
        return prompt.getModel() == null ? defaultModel : prompt.getModel();
    }

    /**
     * Begins a reply.
     *
     * @param models where a session finds the checkpoint that it is pinned to
     * @param newest the checkpoint that answers: the newest of the prompt's model, or that of the step it names
     * @param before the session as it was, empty for a new one
     */
    public Beginning begin(PendingPrompt pending, Models models, Models.Loaded newest, Optional<Session> before) {
        var prompt = pending.prompt();
        var now = clock.instant();
        if (prompt.getDeadline() != null
                && now.isAfter(prompt.getDeadline())
                && !pending.begun().isSeen()) {
            return new Refused(List.of(
                    unworked(pending.record(), prompt, FinishReason.EXPIRED).build()));
        }
        var known = before.filter(session -> !prompt.getReset());
        Optional<Models.Loaded> model = Optional.of(newest);
        if (pending.begun().isSeen()) {
            model = models.at(newest.name(), pending.begun().step());
        } else if (known.isPresent() && prompt.getPolicy() == SessionPolicy.PINNED && prompt.getStep() == null) {
            model = models.at(newest.name(), known.get().step()).or(() -> Optional.of(newest));
        }
        if (model.isEmpty()) {
            return new Refused(broken(pending));
        }
        var vocabulary = model.get().vocabulary();
        var session = known.filter(one -> one.isIn(vocabulary));
        if (prompt.getText().isEmpty() && session.isEmpty()) {
            return new Refused(List.of(error(
                    pending.record(),
                    prompt,
                    new Problem("text", "text must not be empty without a session to continue"))));
        }
        var from = each(from(pending.record(), prompt, session, model.get()), prompt.getCount());
        var ids = vocabulary.encode(prompt.getText()).ids();
        return new Begun(model.get(), from, ids, new Sampler(sampling(prompt)), ending(prompt), now);
    }

    /** The first goes on with the session's random numbers; each of the others has a seed of its own, made from these. */
    private static List<Writer.Position> each(Writer.Position from, int count) {
        long seeds = from.random().bits();
        return IntStream.range(0, count)
                .mapToObj(i -> i == 0 ? from : from.withSeed(new CounterRandom(seeds, i).seedForAll()))
                .toList();
    }

    /** The end of a reply in pieces whose checkpoint went while it was interrupted. */
    private List<GeneratedText> broken(PendingPrompt pending) {
        return ends(pending, FinishReason.ERROR)
                .map(end -> end.setError(
                                "the checkpoint of step " + pending.begun().step()
                                        + ", which this reply was begun with, is no longer kept (checkpoint.keep); ask again")
                        .build())
                .toList();
    }

    /** What ends a prompt that was cancelled before anything was written since the last start. */
    public List<GeneratedText> cancelled(PendingPrompt pending) {
        return ends(pending, FinishReason.CANCELLED)
                .map(GeneratedText.Builder::build)
                .toList();
    }

    /** What answers a prompt whose idempotency key was there before: the same, if it is the same prompt. */
    public List<GeneratedText> again(PendingPrompt pending, List<GeneratedText> before) {
        String id = before.get(0).getId();
        return id.equals(id(pending.record(), pending.prompt()))
                ? before
                : List.of(error(
                        pending.record(),
                        pending.prompt(),
                        new Problem(
                                "idempotencyKey",
                                "idempotencyKey must be new for a new prompt; the one before with it has id " + id)));
    }

    /** What answers a wish to forget a session. */
    public GeneratedText forgotten(PendingPrompt pending) {
        return unworked(pending.record(), pending.prompt(), FinishReason.FORGOTTEN)
                .build();
    }

    /** An end without text: one in all where readers have seen nothing, else one for each continuation that has not ended. */
    private Stream<GeneratedText.Builder> ends(PendingPrompt pending, FinishReason reason) {
        if (!pending.begun().isSeen()) {
            return Stream.of(unworked(pending.record(), pending.prompt(), reason));
        }
        int count = pending.prompt().getCount();
        return IntStream.range(0, count)
                .filter(index -> !pending.begun().of(index).ended())
                .mapToObj(index -> unworked(pending.record(), pending.prompt(), reason)
                        .setIndex(index)
                        .setCount(count)
                        .setPiece(pending.begun().of(index).pieces()));
    }

    /** What ends a continuation that was cancelled while it was written; its text is what went out in pieces. */
    public GeneratedText cancelled(PendingPrompt pending, Begun begun, Sequence writing) {
        int piece =
                Math.max(writing.pieces(), pending.begun().of(writing.index()).pieces());
        return written(pending, begun, writing)
                .setText("")
                .setPiece(piece)
                .setCharacters(writing.sentCharacters())
                .setFinishReason(FinishReason.CANCELLED)
                .setFinishedAt(clock.instant())
                .build();
    }

    /** What is shown before a continuation. */
    public static String echo(Prompt prompt) {
        return prompt.getEcho() ? prompt.getText() : "";
    }

    /** Of what is written, and of what is shown before it; of a text that is read alone always. */
    public static Logprobs.Wanted logprobs(Prompt prompt) {
        return new Logprobs.Wanted(
                prompt.getLogprobs(), prompt.getLogprobs() > 0 && (prompt.getEcho() || prompt.getLength() == 0));
    }

    public Instant now() {
        return clock.instant();
    }

    /** A piece with more to follow. */
    public GeneratedText piece(PendingPrompt pending, Begun begun, Sequence writing, Sequence.Stretch stretch) {
        return written(pending, begun, writing)
                .setText(stretch.text())
                .setLogprobs(logprobs(stretch.logprobs(), writing.vocabulary()))
                .setPiece(stretch.piece())
                .setLast(false)
                .setFinishReason(FinishReason.PENDING)
                .setFinishedAt(clock.instant())
                .build();
    }

    /** The reply, or its last piece. */
    public Answer finish(PendingPrompt pending, Begun begun, Sequence writing) {
        var written = writing.lane().written();
        var stretch = writing.take(written.text());
        var after = new Session(written.position(), begun.model().step(), Session.Made.by(begun.model()));
        var now = clock.instant();
        var read = writing.read() == null ? now : writing.read();
        var reply = written(pending, begun, writing)
                .setText(stretch.text())
                .setLogprobs(logprobs(stretch.logprobs(), writing.vocabulary()))
                .setPiece(stretch.piece())
                .setCharacters(written.characters())
                .setMeanBitsPerCharacter(bitsPerCharacter(writing))
                .setFinishReason(written.stop().isPresent() ? FinishReason.STOP : FinishReason.LENGTH)
                .setStop(written.stop().orElse(null))
                .setSessionSha256(Digests.sha256(after.toBytes()))
                .setPrefillMillis(millis(begun.at(), read))
                .setGenerationMillis(millis(read, now))
                .setFinishedAt(now)
                .build();
        return new Answer(reply, after);
    }

    /** Of what was drawn; where nothing was to be, of what was read. */
    private static Double bitsPerCharacter(Sequence writing) {
        var written = writing.lane().written();
        if (written.drawn() > 0) {
            return written.bits() / written.drawn();
        }
        var read = writing.lane().readBitsPerCharacter();
        return read.isPresent() ? read.getAsDouble() : null;
    }

    private GeneratedText.Builder written(PendingPrompt pending, Begun begun, Sequence writing) {
        return reply(pending.record(), pending.prompt(), begun.at())
                .setStep(begun.model().step())
                .setCheckpoint(begun.model().sha256())
                .setSeed(begun.from().get(writing.index()).random().seed())
                .setIndex(writing.index())
                .setCount(begun.from().size())
                .setQueueMillis(Math.max(0, millis(pending.record().promptedAt(), begun.at())));
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    private static List<DrawnId> logprobs(List<Logprobs> drawn, Vocabulary vocabulary) {
        return drawn.stream()
                .map(each -> new DrawnId(
                        each.drawn().id(),
                        text(each.drawn().id(), vocabulary),
                        each.drawn().logprob(),
                        each.top().stream()
                                .map(likely ->
                                        new LikelyId(likely.id(), text(likely.id(), vocabulary), likely.logprob()))
                                .toList()))
                .toList();
    }

    /** A byte that is no character is named as others name it. */
    private static String text(int id, Vocabulary vocabulary) {
        return id >= 0x80 ? "bytes:\\x%02x".formatted(id) : vocabulary.decode(new byte[] {(byte) id});
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
    public GeneratedText error(PromptRecord record, Prompt prompt, Problem problem) {
        return unworked(record, prompt, FinishReason.ERROR)
                .setErrorField(problem.field())
                .setError(problem.message())
                .build();
    }

    private GeneratedText.Builder unworked(PromptRecord record, Prompt prompt, FinishReason reason) {
        var now = clock.instant();
        return reply(record, prompt, now).setText("").setFinishReason(reason).setFinishedAt(now);
    }

    /** Where the text stands before the prompt's own is read. */
    private Writer.Position from(PromptRecord record, Prompt prompt, Optional<Session> session, Models.Loaded model) {
        var writer = new Writer(engine, model.weights(), model.vocabulary());
        if (session.isEmpty()) {
            return writer.begin(seed(record, prompt));
        }
        var before = session.get();
        boolean anew =
                !before.fits(model) || (prompt.getPolicy() == SessionPolicy.REPRIME && before.step() != model.step());
        var position = anew ? reprimed(before.position(), writer) : before.position();
        return prompt.getSeed() == null ? position : position.withSeed(prompt.getSeed());
    }

    /** The state that these weights give for what the session read and wrote last. */
    private static Writer.Position reprimed(Writer.Position before, Writer writer) {
        var read = writer.read(writer.begin(0), before.recent());
        return new Writer.Position(read.state(), read.last(), before.random(), before.recent());
    }

    private static long seed(PromptRecord record, Prompt prompt) {
        return prompt.getSeed() != null
                ? prompt.getSeed()
                : new CounterRandom(record.partition(), record.offset()).seedForAll();
    }

    /** A model's name, or what stands at the beginning of what is none. */
    public static String beginning(String name) {
        return name.codePointCount(0, name.length()) <= NAME_SHOWN
                ? name
                : name.substring(0, name.offsetByCodePoints(0, NAME_SHOWN)) + " …";
    }

    /** What a reply carries as its id: the prompt's, or its place. */
    public String id(PromptRecord record, Prompt prompt) {
        return prompt.getId() == null || prompt.getId().length() > PromptLimits.ID_MAX
                ? topic + "-" + record.partition() + "@" + record.offset()
                : prompt.getId();
    }

    private GeneratedText.Builder reply(PromptRecord record, Prompt prompt, Instant started) {
        return GeneratedText.newBuilder()
                .setId(id(record, prompt))
                .setModel(beginning(model(prompt)))
                .setPromptCharacters(
                        prompt.getText().codePointCount(0, prompt.getText().length()))
                .setPromptedAt(record.promptedAt())
                .setStartedAt(started);
    }
}
