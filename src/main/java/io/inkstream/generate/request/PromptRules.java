package io.inkstream.generate.request;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.schema.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what is wrong with prompts that can be read but not answered.
 *
 * @param lengthMax the longest continuation, in characters (code points)
 * @param textMax the longest text of a prompt, in characters (code points)
 */
public record PromptRules(int lengthMax, int textMax) {

    /** Ids of the longest character: four bytes of UTF-8. */
    private static final int IDS_PER_CHARACTER = 4;

    /** Ids whose log-probabilities a reply may carry. */
    private static final int DRAWN_MAX = 10_000;

    /** Bytes of an id with its text and log-probability. */
    private static final int ID_BYTES = 24;

    /** The field of a problem with a record's key. */
    public static final String KEY = "key";

    /** Characters shown of what should be a model's name. */
    private static final int NAME_SHOWN = 100;

    /** What is wrong with a record's key, if anything is: no reply can carry it. */
    public static Optional<Problem> keyProblem(byte[] key) {
        return key == null || key.length <= PromptLimits.KEY_MAX_BYTES
                ? Optional.empty()
                : Optional.of(new Problem(
                        KEY,
                        KEY + " must be at most " + PromptLimits.KEY_MAX_BYTES + " bytes, since the reply has it too: "
                                + key.length));
    }

    /** What is wrong with the prompt: the field, its range, its value; empty if nothing is. */
    public Optional<Problem> problem(Prompt prompt, int valueBytes) {
        int characters = prompt.getText().codePointCount(0, prompt.getText().length());
        return Stream.of(
                        range(
                                "id",
                                "characters",
                                0,
                                PromptLimits.ID_MAX,
                                prompt.getId() == null ? 0 : prompt.getId().length()),
                        idempotencyKey(prompt),
                        modelName(prompt.getModel()),
                        step(prompt.getStep()),
                        range("text", "characters (prompt.text.max)", 0, textMax, characters),
                        range("prompt", "bytes", 0, PromptLimits.VALUE_MAX_BYTES, valueBytes),
                        length(prompt, lengthMax),
                        range("minLength", "characters (length)", 0, prompt.getLength(), prompt.getMinLength()),
                        SamplingFields.problem(prompt),
                        range("count", "continuations", 1, PromptLimits.COUNT_MAX, prompt.getCount()),
                        echo(prompt, valueBytes),
                        range(
                                "logprobs",
                                "ids with length " + prompt.getLength()
                                        + (scores(prompt) ? " and the text's own " + textBytes(prompt) + " bytes" : ""),
                                0,
                                logprobsMax(prompt, valueBytes),
                                prompt.getLogprobs()),
                        range(
                                "stop",
                                "texts",
                                0,
                                PromptLimits.STOPS_MAX,
                                prompt.getStop().size()),
                        prompt.getStop().stream()
                                .map(stop -> range("stop", "characters each", 1, PromptLimits.STOP_MAX, stop.length()))
                                .flatMap(Optional::stream)
                                .findFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** So many that the longest reply with them stays below Kafka's largest record. */
    private static int logprobsMax(Prompt prompt, int valueBytes) {
        long ids =
                Math.max(1, prompt.getLength() * (long) IDS_PER_CHARACTER + (scores(prompt) ? textBytes(prompt) : 0));
        long room = PromptLimits.VALUE_MAX_BYTES - ids - (prompt.getEcho() ? valueBytes : 0);
        return ids > DRAWN_MAX
                ? 0
                : (int) Math.max(0, Math.min(PromptLimits.LOGPROBS_MAX, room / (ids * ID_BYTES) - 1));
    }

    /** Whether the reply has the log-probabilities of the text, and not of its continuation alone. */
    private static boolean scores(Prompt prompt) {
        return prompt.getEcho() || prompt.getLength() == 0;
    }

    private static int textBytes(Prompt prompt) {
        return prompt.getText().getBytes(StandardCharsets.UTF_8).length;
    }

    /** A text may be read alone, to be told how likely it is. */
    private static Optional<Problem> length(Prompt prompt, int most) {
        if (prompt.getLength() != 0) {
            return range("length", "characters (prompt.length.max)", 1, most, prompt.getLength());
        }
        if (prompt.getForget() || prompt.getCancel()) {
            return Optional.empty();
        }
        if (prompt.getLogprobs() == 0) {
            return Optional.of(new Problem(
                    "length",
                    "length must be from 1 to " + most
                            + " characters (prompt.length.max), or with logprobs 0, which scores the text: 0"));
        }
        return prompt.getText().isEmpty()
                ? Optional.of(
                        new Problem("text", "text must not be empty where length is 0: there is nothing to score"))
                : Optional.empty();
    }

    private static Optional<Problem> echo(Prompt prompt, int valueBytes) {
        long most = valueBytes + (long) IDS_PER_CHARACTER * prompt.getLength();
        return !prompt.getEcho() || most <= PromptLimits.VALUE_MAX_BYTES
                ? Optional.empty()
                : Optional.of(new Problem(
                        "echo",
                        "echo must be false where text and continuation may have more than "
                                + PromptLimits.VALUE_MAX_BYTES + " bytes together: " + most));
    }

    private static Optional<Problem> idempotencyKey(Prompt prompt) {
        if (prompt.getIdempotencyKey() == null) {
            return Optional.empty();
        }
        return prompt.getId() == null
                ? Optional.of(new Problem("id", "id must be given with idempotencyKey: null"))
                : range(
                        "idempotencyKey",
                        "characters",
                        1,
                        PromptLimits.IDEMPOTENCY_KEY_MAX,
                        prompt.getIdempotencyKey().length());
    }

    private static Optional<Problem> step(Long step) {
        return step == null || step >= 0
                ? Optional.empty()
                : Optional.of(new Problem("step", "step must be a checkpoint's, 0 or more: " + step));
    }

    private static Optional<Problem> modelName(String model) {
        return model == null || CheckpointKeys.isModelName(model)
                ? Optional.empty()
                : Optional.of(new Problem(
                        "model",
                        "model must be " + CheckpointKeys.MODEL_NAME + ": " + model.length()
                                + " characters that begin with " + shownName(model)));
    }

    private static Optional<Problem> range(String field, String unit, int from, int to, int value) {
        return value >= from && value <= to
                ? Optional.empty()
                : Optional.of(
                        new Problem(field, field + " must be from " + from + " to " + to + " " + unit + ": " + value));
    }

    /** A model's name, or what stands at the beginning of what is none. */
    public static String shownName(String name) {
        return name.codePointCount(0, name.length()) <= NAME_SHOWN
                ? name
                : name.substring(0, name.offsetByCodePoints(0, NAME_SHOWN)) + " …";
    }
}
