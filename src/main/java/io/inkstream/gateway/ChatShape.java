package io.inkstream.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.inkstream.schema.GeneratedText;
import java.util.List;

/** OpenAI's chat completions: the same as text completions, put otherwise. */
final class ChatShape implements AnswerShape {

    private static final String WHOLE = "chat.completion";
    private static final String PIECE = "chat.completion.chunk";

    record Chat(
            String id,
            String object,
            long created,
            String model,
            @JsonProperty("system_fingerprint") String systemFingerprint,
            List<Choice> choices,
            @JsonInclude(JsonInclude.Include.NON_NULL) Completion.Usage usage,
            @JsonInclude(JsonInclude.Include.NON_NULL) Completion.Ours inkstream) {}

    /** Of a whole answer it has the message, of a piece what comes to it. */
    record Choice(
            int index,
            @JsonInclude(JsonInclude.Include.NON_NULL) Message message,
            @JsonInclude(JsonInclude.Include.NON_NULL) Message delta,
            @JsonProperty("finish_reason") String finishReason) {}

    /** @param role null in a piece that is not the first */
    record Message(
            @JsonInclude(JsonInclude.Include.NON_NULL) String role, String content) {}

    @Override
    public Chat whole(List<GeneratedText> ends, int count) {
        var completion = Completion.whole(ends, count);
        return chat(
                completion,
                WHOLE,
                completion.choices().stream()
                        .map(choice -> new Choice(
                                choice.index(), new Message("assistant", choice.text()), null, choice.finishReason()))
                        .toList());
    }

    @Override
    public Chat piece(GeneratedText reply, int offset) {
        var completion = Completion.piece(reply, offset);
        String role = reply.getPiece() == 0 ? "assistant" : null;
        return chat(
                completion,
                PIECE,
                completion.choices().stream()
                        .map(choice -> new Choice(
                                choice.index(), null, new Message(role, choice.text()), choice.finishReason()))
                        .toList());
    }

    @Override
    public Chat usage(List<GeneratedText> ends, int count) {
        return chat(Completion.usage(ends, count), PIECE, List.of());
    }

    private static Chat chat(Completion completion, String object, List<Choice> choices) {
        return new Chat(
                completion.id(),
                object,
                completion.created(),
                completion.model(),
                completion.systemFingerprint(),
                choices,
                completion.usage(),
                completion.inkstream());
    }
}
