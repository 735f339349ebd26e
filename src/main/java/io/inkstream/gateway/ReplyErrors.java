package io.inkstream.gateway;

import io.inkstream.http.Refusal;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.util.Map;
import java.util.Optional;

/** What a generator's refusal of a prompt is to those who asked over HTTP. */
final class ReplyErrors {

    /** The fields of a prompt that are called otherwise in a request. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "length", "max_tokens",
            "minLength", "min_tokens",
            "count", "n",
            "text", "prompt",
            "key", "user");

    private ReplyErrors() {}

    /** @throws Refusal if the reply is none */
    static void requireAnswer(GeneratedText reply) {
        if (reply.getFinishReason() == FinishReason.CANCELLED || reply.getFinishReason() == FinishReason.EXPIRED) {
            throw new Refusal(409, "the prompt was cancelled", null, "cancelled");
        }
        if (reply.getFinishReason() == FinishReason.ERROR) {
            throw refusal(reply.getErrorField(), String.valueOf(reply.getError()));
        }
    }

    private static Refusal refusal(String field, String error) {
        if ("prompts.pending.max".equals(field)) {
            return new Refusal(429, error, null, "busy");
        }
        if ("idempotencyKey".equals(field)) {
            return new Refusal(
                    422,
                    "Idempotency-Key was used with another body before; take a new one for a new request",
                    "Idempotency-Key",
                    "idempotency_key_reused");
        }
        if ("model".equals(field)) {
            return new Refusal(404, error, "model", "model_not_found");
        }
        if (field == null || field.contains(".")) {
            return new Refusal(503, error, null, field);
        }
        String parameter = Optional.ofNullable(Sampling.OPTIONS.get(field))
                .map(SamplingOption::parameter)
                .orElse(PARAMETERS.getOrDefault(field, field));
        return Refusal.invalid(
                parameter, error.startsWith(field) ? parameter + error.substring(field.length()) : error);
    }
}
