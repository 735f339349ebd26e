package io.inkstream.gateway;

import static io.inkstream.http.Field.emptyObject;
import static io.inkstream.http.Field.flag;
import static io.inkstream.http.Field.object;
import static io.inkstream.http.Field.oneOf;
import static io.inkstream.http.Field.text;
import static io.inkstream.http.Field.texts;
import static io.inkstream.http.Field.whole;

import io.inkstream.generate.request.PromptLimits;
import io.inkstream.generate.request.SamplingFields;
import io.inkstream.http.Field;
import io.inkstream.http.Fields;
import io.inkstream.ops.SamplingParameters;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the parameters of a request are gathered in, and the parameters that completions and chats both take. */
class Draft {

    /** What OpenAI's API takes where {@code max_tokens} is not given. */
    private static final int LENGTH = 16;

    final Prompt.Builder prompt = Prompt.newBuilder().setLength(LENGTH);
    /** What OpenAI's API takes where no temperature is given is another than ours. */
    final Map<SamplingOption, Number> sampling = new HashMap<>(Map.of(Sampling.OPTIONS.get("temperature"), 1));

    String model;
    String user;
    boolean usage;

    /** What is not to be had here may be asked for as long as it asks for nothing. */
    static <T extends Draft> List<Field<T>> fields() {
        var fields =
                new ArrayList<Field<T>>(SamplingParameters.fields(SamplingOption::parameter, draft -> draft.sampling));
        fields.addAll(List.of(
                text("model", (draft, name) -> draft.model = name),
                text(
                        "user",
                        "a text of at most " + PromptLimits.KEY_MAX_BYTES + " bytes",
                        user -> user.getBytes(StandardCharsets.UTF_8).length <= PromptLimits.KEY_MAX_BYTES,
                        (draft, user) -> draft.user = user.isEmpty() ? null : user),
                whole(
                        "min_tokens",
                        0,
                        PromptLimits.LENGTH_MAX,
                        (draft, length) -> draft.prompt.setMinLength(length.intValue())),
                whole("n", 1, PromptLimits.COUNT_MAX, (draft, count) -> draft.prompt.setCount(count.intValue())),
                flag("stream", (draft, stream) -> draft.prompt.setStream(stream)),
                object("stream_options", new Fields<T>(flag("include_usage", (draft, usage) -> draft.usage = usage))),
                texts(
                        "stop",
                        "a text or a list of texts, at most " + PromptLimits.STOPS_MAX + " of 1 to "
                                + PromptLimits.STOP_MAX + " characters each",
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
                // Kept by OpenAI beside a request for its dashboard; nothing is to be made of them.
                new Field<>("metadata", "an object", (value, draft) -> value.isObject(), false),
                flag("store", (draft, store) -> {})));
        return fields;
    }

    /** The prompt with all that was gathered. */
    Prompt build() {
        return SamplingFields.with(prompt.build(), sampling);
    }

    private static <T> Field<T> zero(String name) {
        return new Field<>(
                name,
                "0; there is repetition_penalty",
                (value, draft) -> value.isNumber() && value.doubleValue() == 0,
                false);
    }
}
