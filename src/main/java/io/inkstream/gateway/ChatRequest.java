package io.inkstream.gateway;

import static io.inkstream.http.Field.flag;
import static io.inkstream.http.Field.required;
import static io.inkstream.http.Field.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.inkstream.generate.request.PromptLimits;
import io.inkstream.http.Field;
import io.inkstream.http.Fields;
import io.inkstream.http.JsonBody;
import io.inkstream.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The body of a chat, read: a conversation becomes a text by a {@link ChatTemplate}, and the request one for its completion. */
final class ChatRequest {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    /** Stop texts of a request; one more is the template's. */
    private static final int STOPS_MAX = PromptLimits.STOPS_MAX - 1;

    /** All parameters of chats. */
    static final Fields<Gathered> FIELDS = new Fields<>(fields());

    private ChatRequest() {}

    private static List<Field<Gathered>> fields() {
        var fields = new ArrayList<Field<Gathered>>(List.of(
                required(new Field<>(
                        "messages",
                        "a list of messages, each an object with role (system, developer, user or assistant) and content"
                                + " (a text, or a list of parts of the type text)",
                        (value, draft) -> read(value, draft.messages),
                        false)),
                length("max_tokens"),
                length("max_completion_tokens"),
                new Field<>("logprobs", "false", (value, draft) -> value.isBoolean() && !value.booleanValue(), false),
                new Field<>(
                        "response_format",
                        "{\"type\": \"text\"}",
                        (value, draft) ->
                                value.size() == 1 && value.path("type").asText().equals("text"),
                        false),
                flag("parallel_tool_calls", (draft, parallel) -> {})));
        fields.addAll(Draft.fields());
        return fields;
    }

    private static Field<Gathered> length(String name) {
        return whole(name, 1, PromptLimits.LENGTH_MAX, (draft, length) -> draft.prompt.setLength(length.intValue()));
    }

    /** What the fields are gathered in. */
    static final class Gathered extends Draft {
        private final List<ChatTemplate.Message> messages = new ArrayList<>();
    }

    private static boolean read(JsonNode value, List<ChatTemplate.Message> into) {
        if (!value.isArray() || value.isEmpty()) {
            return false;
        }
        for (var each : value) {
            String role = each.path("role").asText();
            var content = content(each.path("content"));
            if (!ROLES.contains(role) || content.isEmpty()) {
                return false;
            }
            into.add(new ChatTemplate.Message(role, content.get()));
        }
        return true;
    }

    private static Optional<String> content(JsonNode value) {
        if (value.isTextual()) {
            return Optional.of(value.textValue());
        }
        if (!value.isArray() || value.isEmpty()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        for (var part : value) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                return Optional.empty();
            }
            text.append(part.path("text").textValue());
        }
        return Optional.of(text.toString());
    }

    /**
     * Whoever chats sends all that was said each time, so {@code user} names no session.
     *
     * @throws Refusal if it is no JSON object, or a parameter is unknown, not what it must be or cannot be had here
     */
    static CompletionRequest read(byte[] body, ModelNames models, ChatTemplate template) {
        var draft = new Gathered();
        FIELDS.read(JsonBody.object(body), draft);
        var stops = new ArrayList<String>(draft.prompt.hasStop() ? draft.prompt.getStop() : List.of());
        if (stops.size() > STOPS_MAX) {
            throw Refusal.invalid("stop", "stop must be a text or a list of texts, at most " + STOPS_MAX);
        }
        if (!template.end().isEmpty()) {
            stops.add(template.end());
        }
        String text = template.written(draft.messages);
        draft.prompt.setModel(models.named(draft.model)).setText(text).setStop(stops);
        return new CompletionRequest(draft.build(), List.of(text), null, draft.usage, new ChatShape());
    }
}
