package io.inkstream.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.inkstream.schema.DrawnId;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.LikelyId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A completion, or a piece of one, in the shape of OpenAI's API; a token is a character. What only we have stands under {@code inkstream}. */
record Completion(
        String id,
        String object,
        long created,
        String model,
        @JsonProperty("system_fingerprint") String systemFingerprint,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) Ours inkstream) {

    record Choice(
            String text,
            int index,
            Logprobs logprobs,
            @JsonProperty("finish_reason") String finishReason) {}

    record Logprobs(
            List<String> tokens,
            @JsonProperty("token_logprobs") List<Double> tokenLogprobs,
            @JsonProperty("top_logprobs") List<Map<String, Double>> topLogprobs,
            @JsonProperty("text_offset") List<Integer> textOffset) {

        /** @param offset characters (code points) that the pieces before had */
        private static Logprobs of(GeneratedText reply, int offset) {
            if (reply.getLogprobs().isEmpty() && !isScoreOfOneId(reply)) {
                return null;
            }
            var all = new Logprobs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            int begun = 0;
            if (beginsWithoutProbability(reply)) {
                all.add(first(reply.getText()), null, null, offset);
                begun++;
            }
            for (var drawn : reply.getLogprobs()) {
                begun += isFirstOfACharacter(drawn) ? 1 : 0;
                all.add(drawn.getText(), drawn.getLogprob(), top(drawn.getTop()), offset + begun - 1);
            }
            return all;
        }

        /** Of which nothing has a probability. */
        private static boolean isScoreOfOneId(GeneratedText reply) {
            return reply.getLast()
                    && reply.getCharacters() == 0
                    && reply.getFinishReason() == FinishReason.LENGTH
                    && !reply.getText().isEmpty();
        }

        private void add(String token, Double logprob, Map<String, Double> top, int offset) {
            tokens.add(token);
            tokenLogprobs.add(logprob);
            topLogprobs.add(top);
            textOffset.add(offset);
        }

        /** Of an echo that nothing came before, the first id is not among those that have one. */
        private static boolean beginsWithoutProbability(GeneratedText reply) {
            long characters = reply.getLogprobs().stream()
                    .filter(Logprobs::isFirstOfACharacter)
                    .count();
            return reply.getPiece() == 0
                    && characters
                            < reply.getText().codePointCount(0, reply.getText().length());
        }

        /** What begins the text, named as the others are. */
        private static String first(String text) {
            byte id = Character.toString(text.codePointAt(0)).getBytes(StandardCharsets.UTF_8)[0];
            return id >= 0 ? text.substring(0, 1) : "bytes:\\x%02x".formatted(id);
        }

        /** Of a character of several bytes each has an entry, at the character's offset. */
        private static boolean isFirstOfACharacter(DrawnId drawn) {
            return drawn.getId() < 0x80 || drawn.getId() >= 0xC0;
        }

        private static Map<String, Double> top(List<LikelyId> likely) {
            var top = new LinkedHashMap<String, Double>();
            likely.forEach(each -> top.put(each.getText(), each.getLogprob()));
            return top;
        }
    }

    record Usage(
            @JsonProperty("prompt_tokens") int promptTokens,
            @JsonProperty("completion_tokens") int completionTokens,
            @JsonProperty("total_tokens") int totalTokens) {

        /** @param count continuations of each text, which was read once */
        static Usage of(List<GeneratedText> ends, int count) {
            int read = ends.stream()
                    .filter(end -> end.getIndex() % count == 0)
                    .mapToInt(GeneratedText::getPromptCharacters)
                    .sum();
            int written = ends.stream().mapToInt(GeneratedText::getCharacters).sum();
            return new Usage(read, written, read + written);
        }
    }

    /** What makes the first choice reproducible, and where its time went. */
    record Ours(
            Long step,
            String checkpoint,
            Long seed,
            @JsonProperty("session_sha256") String sessionSha256,
            @JsonProperty("bits_per_character") Double bitsPerCharacter,
            @JsonProperty("queue_ms") Double queueMillis,
            @JsonProperty("prefill_ms") Double prefillMillis,
            @JsonProperty("generation_ms") Double generationMillis) {

        static Ours of(GeneratedText reply) {
            return new Ours(
                    reply.getStep(),
                    reply.getCheckpoint(),
                    reply.getSeed(),
                    reply.getSessionSha256(),
                    reply.getMeanBitsPerCharacter(),
                    reply.getQueueMillis(),
                    reply.getPrefillMillis(),
                    reply.getGenerationMillis());
        }
    }

    /** The whole of it, from the last pieces of all continuations. */
    static Completion whole(List<GeneratedText> replies, int count) {
        var inOrder = replies.stream()
                .sorted(Comparator.comparingInt(GeneratedText::getIndex))
                .toList();
        return of(
                inOrder.get(0),
                inOrder.stream().map(reply -> choice(reply, 0)).toList(),
                Usage.of(inOrder, count),
                Ours.of(inOrder.get(0)));
    }

    /** @param offset characters (code points, as in the usage) that the pieces before had */
    static Completion piece(GeneratedText reply, int offset) {
        return of(reply, List.of(choice(reply, offset)), null, reply.getLast() ? Ours.of(reply) : null);
    }

    /** What a stream ends with where it was asked for. */
    static Completion usage(List<GeneratedText> ends, int count) {
        return of(ends.get(0), List.of(), Usage.of(ends, count), null);
    }

    private static Completion of(GeneratedText reply, List<Choice> choices, Usage usage, Ours ours) {
        return new Completion(
                reply.getId(),
                "text_completion",
                reply.getPromptedAt().getEpochSecond(),
                reply.getModel(),
                reply.getStep() == null ? null : "step-" + reply.getStep(),
                choices,
                usage,
                ours);
    }

    private static Choice choice(GeneratedText reply, int offset) {
        String reason = reply.getFinishReason() == FinishReason.PENDING
                ? null
                : reply.getFinishReason().toString().toLowerCase(Locale.ROOT);
        return new Choice(reply.getText(), reply.getIndex(), Logprobs.of(reply, offset), reason);
    }
}
