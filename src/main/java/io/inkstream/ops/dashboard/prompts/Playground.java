package io.inkstream.ops.dashboard.prompts;

import static io.inkstream.http.Field.flag;
import static io.inkstream.http.Field.required;
import static io.inkstream.http.Field.text;
import static io.inkstream.http.Field.whole;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.generate.request.PromptLimits;
import io.inkstream.generate.request.SamplingFields;
import io.inkstream.http.Field;
import io.inkstream.http.Fields;
import io.inkstream.http.JsonBody;
import io.inkstream.ops.SamplingParameters;
import io.inkstream.schema.Prompt;
import io.inkstream.write.SamplingOption;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Sends the prompts that somebody types, and remembers which replies are waited for. */
public final class Playground implements AutoCloseable {

    private static final int AWAITED_MAX = 200;

    /** Bytes of a body: a prompt of the largest that a record can be, and what JSON adds. */
    private static final int BODY_MAX = 2 * PromptLimits.VALUE_MAX_BYTES;

    /** The largest that a page's own numbers are exact to. */
    private static final long STEP_MAX = (1L << 53) - 1;

    /** What the page sends; what it leaves out has the prompt's own default, and so has an empty text of all but the prompt's own. */
    private static final Fields<Draft> FIELDS = new Fields<>(fields());

    private static List<Field<Draft>> fields() {
        var fields =
                new ArrayList<Field<Draft>>(SamplingParameters.fields(SamplingOption::name, draft -> draft.sampling));
        fields.addAll(List.of(
                required(text("text", (draft, text) -> draft.prompt.setText(text))),
                text(
                        "session",
                        "a text of at most " + PromptLimits.KEY_MAX_BYTES + " bytes",
                        session -> session.getBytes(StandardCharsets.UTF_8).length <= PromptLimits.KEY_MAX_BYTES,
                        (draft, session) -> draft.session = session.isEmpty() ? null : session),
                text(
                        "model",
                        "the name of a model, 1 to 100 of A-Z a-z 0-9 . _ -, or empty",
                        name -> name.isEmpty() || CheckpointKeys.isModelName(name),
                        (draft, name) -> draft.prompt.setModel(name.isEmpty() ? null : name)),
                whole(
                        "length",
                        1,
                        PromptLimits.LENGTH_MAX,
                        (draft, length) -> draft.prompt.setLength(length.intValue())),
                whole("step", 0, STEP_MAX, (draft, step) -> draft.prompt.setStep(step.longValue())),
                text(
                        "seed",
                        "a text of a whole number of 64 bits, since a page's own numbers are not exact",
                        seed -> seed.isEmpty() || isLong(seed),
                        (draft, seed) -> draft.prompt.setSeed(seed.isEmpty() ? null : Long.valueOf(seed))),
                text(
                        "stop",
                        "a text of at most " + PromptLimits.STOP_MAX + " characters",
                        stop -> stop.length() <= PromptLimits.STOP_MAX,
                        (draft, stop) -> draft.prompt.setStop(stop.isEmpty() ? List.of() : List.of(stop))),
                flag("reset", (draft, reset) -> draft.prompt.setReset(reset))));
        return fields;
    }

    /** What the fields are gathered in. */
    private static final class Draft {

        private final Prompt.Builder prompt =
                Prompt.newBuilder().setStream(true).setLogprobs(1);
        private final Map<SamplingOption, Number> sampling = new HashMap<>();
        private String session;
    }

    private static boolean isLong(String text) {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private final Set<String> awaited = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > AWAITED_MAX;
        }
    }));
    private final PromptWriter prompts;

    public Playground(PromptWriter prompts) {
        this.prompts = prompts;
    }

    record Sent(String id) {}

    public boolean isAwaited(String id) {
        return awaited.contains(id);
    }

    public void ask(Context context) {
        var draft = new Draft();
        FIELDS.read(JsonBody.object(JsonBody.bytes(context.bodyInputStream(), BODY_MAX, null)), draft);
        String id = UUID.randomUUID().toString();
        awaited.add(id);
        prompts.write(
                draft.session == null ? null : draft.session.getBytes(StandardCharsets.UTF_8),
                SamplingFields.with(draft.prompt.setId(id).build(), draft.sampling));
        context.json(new Sent(id));
    }

    @Override
    public void close() {
        prompts.close();
    }
}
