package io.inkstream.gateway;

import static io.inkstream.http.Field.flag;
import static io.inkstream.http.Field.required;
import static io.inkstream.http.Field.text;
import static io.inkstream.http.Field.whole;

import io.inkstream.generate.request.PromptLimits;
import io.inkstream.http.Field;
import io.inkstream.http.Fields;
import io.inkstream.http.JsonBody;
import io.inkstream.http.Refusal;
import io.inkstream.schema.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a request, read. Parameters have the names and the defaults of OpenAI's completions, and beyond them those that other
 * servers gave to what we have as well.
 *
 * @param prompt what is asked of the first text, without an id
 * @param texts what is to be continued, each for itself
 * @param user the session; null for none
 * @param usage whether a stream ends with how many characters were read and written
 * @param shape what the answer looks like
 */
record CompletionRequest(Prompt prompt, List<String> texts, String user, boolean usage, AnswerShape shape) {

    /** All parameters of completions. */
    static final Fields<Gathered> FIELDS = new Fields<>(fields());

    private static List<Field<Gathered>> fields() {
        var fields = new ArrayList<Field<Gathered>>(List.of(
                required(PromptTexts.field((draft, texts) -> draft.texts = texts)),
                whole(
                        "max_tokens",
                        0,
                        PromptLimits.LENGTH_MAX,
                        (draft, length) -> draft.prompt.setLength(length.intValue())),
                whole("best_of", 1, PromptLimits.COUNT_MAX, (draft, count) -> draft.bestOf = count.intValue()),
                whole("logprobs", 0, PromptLimits.LOGPROBS_MAX, Gathered::logprobs),
                flag("echo", (draft, echo) -> draft.prompt.setEcho(echo)),
                text("suffix", "empty", String::isEmpty, (draft, suffix) -> {})));
        fields.addAll(Draft.fields());
        return fields;
    }

    /** What the fields are gathered in. */
    static final class Gathered extends Draft {

        private List<String> texts = List.of();
        private Integer bestOf;
        private boolean logprobs;

        /** OpenAI's 0 wants that of the drawn one alone, which our 1 has with itself. */
        private void logprobs(long count) {
            logprobs = true;
            prompt.setLogprobs(Math.max(1, (int) count));
        }
    }

    /**
     * @param models what models are called in requests
     * @throws Refusal if it is no JSON object, or a parameter is unknown, not what it must be or cannot be had here
     */
    static CompletionRequest read(byte[] body, ModelNames models) {
        var draft = new Gathered();
        FIELDS.read(JsonBody.object(body), draft);
        // What is not set has no default before it is built.
        int count = draft.prompt.hasCount() ? draft.prompt.getCount() : 1;
        if (draft.bestOf != null && draft.bestOf != count) {
            throw Refusal.invalid("best_of", "best_of must be the same as n: " + draft.bestOf);
        }
        if (draft.prompt.getLength() == 0 && !(draft.prompt.getEcho() && draft.logprobs)) {
            throw Refusal.invalid(
                    "max_tokens",
                    "max_tokens must be a whole number from 1 to " + PromptLimits.LENGTH_MAX
                            + ", or 0 with echo and logprobs, which scores the prompt: 0");
        }
        if (draft.texts.size() > 1 && draft.user != null) {
            throw Refusal.invalid(
                    "prompt", "prompt must be one text where user names a session: there are " + draft.texts.size());
        }
        draft.prompt.setModel(models.named(draft.model)).setText(draft.texts.get(0));
        return new CompletionRequest(draft.build(), draft.texts, draft.user, draft.usage, new CompletionShape());
    }

    /** A prompt for each of the texts, in their order, without ids. */
    List<Prompt> prompts() {
        return texts.stream()
                .map(text -> Prompt.newBuilder(prompt).setText(text).build())
                .toList();
    }
}
