package io.inkstream.generate.reply;

import io.inkstream.checkpoint.Digests;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.request.PromptLimits;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.schedule.Progress;
import io.inkstream.generate.schedule.Sequence;
import io.inkstream.generate.schedule.SequenceGroup;
import io.inkstream.generate.store.Session;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.write.Writer.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes replies of what happened to prompts. */
public final class ReplyMapper {

    private final String topic;
    private final String defaultModel;
    private final InstantSource clock;

    /**
     * @param topic the topic of the prompts, for the id of a prompt that has none
     * @param defaultModel the model of prompts that name none
     */
    public ReplyMapper(String topic, String defaultModel, InstantSource clock) {
        this.topic = topic;
        this.defaultModel = defaultModel;
        this.clock = clock;
    }

    /** A reply, or the last piece of one, and the session after it. */
    public record Answer(GeneratedText reply, Session session) {}

    /** The name of the model that is to answer. */
    public String model(Prompt prompt) {
        return prompt.getModel() == null ? defaultModel : prompt.getModel();
    }

    /** What a reply carries as its id: the prompt's, or its place. */
    public String id(PromptRecord record, Prompt prompt) {
        return prompt.getId() == null || prompt.getId().length() > PromptLimits.ID_MAX
                ? topic + "-" + record.partition() + "@" + record.offset()
                : prompt.getId();
    }

    /** What is to be done about what happened. */
    public Outcome outcome(Progress progress) {
        if (progress instanceof Progress.Piece piece) {
            return new Outcome(piece.pending(), List.of(piece(piece)), false, Optional.empty());
        }
        if (progress instanceof Progress.End end) {
            var answer = finish(end);
            var sent = end.isNew() ? List.of(answer.reply()) : List.<GeneratedText>of();
            var session = end.isLast() ? Optional.of(session(end)) : Optional.<Session>empty();
            return new Outcome(end.pending(), sent, end.isLast(), session);
        }
        if (progress instanceof Progress.Cancelled cancelled) {
            var group = cancelled.group();
            return Outcome.ended(
                    group.pending(),
                    cancelled.unended().stream()
                            .map(sequence -> cancelled(group, sequence))
                            .toList());
        }
        var pending = ((Progress.Dropped) progress).pending();
        return Outcome.ended(pending, ends(pending, FinishReason.CANCELLED));
    }

    private GeneratedText piece(Progress.Piece piece) {
        return written(piece.group(), piece.sequence())
                .setText(piece.stretch().text())
                .setLogprobs(ReplyLogprobs.of(
                        piece.stretch().logprobs(), piece.sequence().vocabulary()))
                .setPiece(piece.stretch().piece())
                .setLast(false)
                .setFinishReason(FinishReason.PENDING)
                .setFinishedAt(clock.instant())
                .build();
    }

    /** The reply, or its last piece, and where its continuation has brought the session. */
    public Answer finish(Progress.End end) {
        var written = end.written();
        var sequence = end.sequence();
        var after = session(end.group(), written);
        var now = clock.instant();
        var begun = end.group().start().at();
        var read = sequence.read() == null ? now : sequence.read();
        var reply = written(end.group(), sequence)
                .setText(end.stretch().text())
                .setLogprobs(ReplyLogprobs.of(end.stretch().logprobs(), sequence.vocabulary()))
                .setPiece(end.stretch().piece())
                .setCharacters(written.characters())
                .setMeanBitsPerCharacter(bitsPerCharacter(sequence, written))
                .setFinishReason(written.stop().isPresent() ? FinishReason.STOP : FinishReason.LENGTH)
                .setStop(written.stop().orElse(null))
                .setSessionSha256(Digests.sha256(after.toBytes()))
                .setPrefillMillis(millis(begun, read))
                .setGenerationMillis(millis(read, now))
                .setFinishedAt(now)
                .build();
        return new Answer(reply, after);
    }

    /** The session goes on with the first continuation. */
    private static Session session(Progress.End end) {
        var first = end.group().sequences().get(0);
        return session(
                end.group(),
                first == end.sequence() ? end.written() : first.lane().written());
    }

    private static Session session(SequenceGroup group, Written written) {
        var model = group.start().model();
        return new Session(written.position(), model.step(), Session.Made.by(model));
    }

    /** Of what was drawn; where nothing was to be, of what was read. */
    private static Double bitsPerCharacter(Sequence sequence, Written written) {
        if (written.drawn() > 0) {
            return written.bits() / written.drawn();
        }
        var read = sequence.lane().readBitsPerCharacter();
        return read.isPresent() ? read.getAsDouble() : null;
    }

    /** What ends a continuation that was cancelled while it was written; its text is what went out in pieces. */
    private GeneratedText cancelled(SequenceGroup group, Sequence sequence) {
        int seen = group.pending().begun().of(sequence.index()).pieces();
        return written(group, sequence)
                .setText("")
                .setPiece(Math.max(sequence.pieces(), seen))
                .setCharacters(sequence.sentCharacters())
                .setFinishReason(FinishReason.CANCELLED)
                .setFinishedAt(clock.instant())
                .build();
    }

    /** An end without text: one in all where readers have seen nothing, else one for each continuation that has not ended. */
    private List<GeneratedText> ends(PendingPrompt pending, FinishReason reason) {
        return builders(pending, reason).map(GeneratedText.Builder::build).toList();
    }

    private Stream<GeneratedText.Builder> builders(PendingPrompt pending, FinishReason reason) {
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

    /** The end of a reply in pieces whose checkpoint went while it was interrupted. */
    public List<GeneratedText> broken(PendingPrompt pending) {
        return builders(pending, FinishReason.ERROR)
                .map(end -> end.setError(
                                "the checkpoint of step " + pending.begun().step()
                                        + ", which this reply was begun with, is no longer kept (checkpoint.keep); ask again")
                        .build())
                .toList();
    }

    /** What answers a prompt whose deadline had passed when its turn came. */
    public GeneratedText expired(PendingPrompt pending) {
        return unworked(pending.record(), pending.prompt(), FinishReason.EXPIRED)
                .build();
    }

    /** What answers a wish to forget a session. */
    public GeneratedText forgotten(PendingPrompt pending) {
        return unworked(pending.record(), pending.prompt(), FinishReason.FORGOTTEN)
                .build();
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

    private GeneratedText.Builder written(SequenceGroup group, Sequence sequence) {
        var start = group.start();
        var record = group.pending().record();
        return reply(record, group.pending().prompt(), start.at())
                .setStep(start.model().step())
                .setCheckpoint(start.model().sha256())
                .setSeed(start.from().get(sequence.index()).random().seed())
                .setIndex(sequence.index())
                .setCount(start.from().size())
                .setQueueMillis(Math.max(0, millis(record.promptedAt(), start.at())));
    }

    private GeneratedText.Builder reply(PromptRecord record, Prompt prompt, Instant started) {
        return GeneratedText.newBuilder()
                .setId(id(record, prompt))
                .setModel(PromptRules.shownName(model(prompt)))
                .setPromptCharacters(
                        prompt.getText().codePointCount(0, prompt.getText().length()))
                .setPromptedAt(record.promptedAt())
                .setStartedAt(started);
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
