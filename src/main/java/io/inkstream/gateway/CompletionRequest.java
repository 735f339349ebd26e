package io.inkstream.gateway;

import static io.inkstream.http.Field.emptyObject;
import static io.inkstream.http.Field.flag;
import static io.inkstream.http.Field.number;
import static io.inkstream.http.Field.object;
import static io.inkstream.http.Field.oneOf;
import static io.inkstream.http.Field.positive;
import static io.inkstream.http.Field.required;
import static io.inkstream.http.Field.text;
import static io.inkstream.http.Field.texts;
import static io.inkstream.http.Field.whole;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.generate.PromptLimits;
import io.inkstream.http.Field;
import io.inkstream.http.Fields;
import io.inkstream.http.JsonBody;
import io.inkstream.http.Refusal;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import java.nio.charset.StandardCharsets;

/**
 * The body of a request, read. Parameters have the names and the defaults of OpenAI's completions, and beyond them those that other
 * servers gave to what we have as well.
 *
 * @param prompt what is asked, without an id
 * @param user the session; null for none
 * @param usage whether a stream ends with how many characters were read and written
 */
record CompletionRequest(Prompt prompt, String user, boolean usage) {

    /** What OpenAI's API takes where {@code max_tokens} is not given. */
    private static final int LENGTH = 16;

    /** All of them. What is not to be had here may be asked for as long as it asks for nothing. */
    static final Fields<Draft> FIELDS = new Fields<Draft>(
            required(texts(
                    "prompt",
                    "one text; send several in requests of their own",
                    texts -> texts.size() == 1,
                    (draft, texts) -> draft.prompt.setText(texts.get(0)))),
            text(
                    "model",
                    "the name of a model, 1 to 100 of A-Z a-z 0-9 . _ -",
                    CheckpointKeys::isModelName,
                    (draft, name) -> draft.prompt.setModel(name)),
            text(
                    "user",
                    "a text of at most " + PromptLimits.KEY_MAX_BYTES + " bytes",
                    user -> user.getBytes(StandardCharsets.UTF_8).length <= PromptLimits.KEY_MAX_BYTES,
                    (draft, user) -> draft.user = user.isEmpty() ? null : user),
            whole(
                    "max_tokens",
                    1,
                    PromptLimits.LENGTH_MAX,
                    (draft, length) -> draft.prompt.setLength(length.intValue())),
            whole(
                    "min_tokens",
                    0,
                    PromptLimits.LENGTH_MAX,
                    (draft, length) -> draft.prompt.setMinLength(length.intValue())),
            number(
                    "temperature",
                    0,
                    PromptLimits.TEMPERATURE_MAX,
                    (draft, temperature) -> draft.prompt.setTemperature(temperature)),
            positive("top_p", 1, (draft, share) -> draft.prompt.setTopP(share)),
            whole("top_k", 0, PromptLimits.TOP_K_MAX, (draft, count) -> draft.prompt.setTopK(count.intValue())),
            number("min_p", 0, 1, (draft, share) -> draft.prompt.setMinP(share)),
            positive(
                    "repetition_penalty",
                    PromptLimits.REPETITION_PENALTY_MAX,
                    (draft, penalty) -> draft.prompt.setRepetitionPenalty(penalty)),
            whole(
                    "repetition_window",
                    0,
                    PromptLimits.REPETITION_WINDOW_MAX,
                    (draft, window) -> draft.prompt.setRepetitionWindow(window.intValue())),
            whole("n", 1, PromptLimits.COUNT_MAX, (draft, count) -> draft.prompt.setCount(count.intValue())),
            whole("best_of", 1, PromptLimits.COUNT_MAX, (draft, count) -> draft.bestOf = count.intValue()),
            whole("logprobs", 0, PromptLimits.LOGPROBS_MAX, Draft::logprobs),
            flag("echo", (draft, echo) -> draft.prompt.setEcho(echo)),
            flag("stream", (draft, stream) -> draft.prompt.setStream(stream)),
            object("stream_options", new Fields<Draft>(flag("include_usage", (draft, usage) -> draft.usage = usage))),
            texts(
                    "stop",
                    "a text or a list of texts, at most " + PromptLimits.STOPS_MAX + " of 1 to " + PromptLimits.STOP_MAX
                            + " characters each",
                    stops -> stops.size() <= PromptLimits.STOPS_MAX
                            && stops.stream()
                                    .allMatch(stop -> !stop.isEmpty() && stop.length() <= PromptLimits.STOP_MAX),
                    (draft, stops) -> draft.prompt.setStop(stops)),
            whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, (draft, seed) -> draft.prompt.setSeed(seed)),
            flag("reset", (draft, reset) -> draft.prompt.setReset(reset)),
            oneOf("policy", SessionPolicy.values(), (draft, policy) -> draft.prompt.setPolicy(policy)),
            zero("presence_penalty"),
            zero("frequency_penalty"),
            emptyObject("logit_bias"),
            text("suffix", "empty", String::isEmpty, (draft, suffix) -> {}));

    private static Field<Draft> zero(String name) {
        return new Field<>(
                name,
                "0; there is repetition_penalty",
                (value, draft) -> value.isNumber() && value.doubleValue() == 0,
                false);
    }

    /** What the fields are gathered in. */
    static final class Draft {

        private final Prompt.Builder prompt =
                Prompt.newBuilder().setLength(LENGTH).setTemperature(1);
        private String user;
        private boolean usage;
        private Integer bestOf;
        private boolean logprobs;

        /** OpenAI's 0 wants that of the drawn one alone, which our 1 has with itself. */
        private void logprobs(long count) {
            logprobs = true;
            prompt.setLogprobs(Math.max(1, (int) count));
        }
    }

    /** @throws Refusal if it is no JSON object, or a parameter is unknown, not what it must be or cannot be had here */
    static CompletionRequest read(byte[] body) {
        var draft = new Draft();
        FIELDS.read(JsonBody.object(body), draft);
        if (draft.bestOf != null && draft.bestOf != draft.prompt.getCount()) {
            throw Refusal.invalid("best_of", "best_of must be the same as n: " + draft.bestOf);
        }
        if (draft.logprobs && draft.prompt.getEcho()) {
            throw Refusal.invalid(
                    "logprobs", "logprobs must not be given with echo: there are none of the prompt's own characters");
        }
        return new CompletionRequest(draft.prompt.build(), draft.user, draft.usage);
    }
}
