package io.inkstream.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inkstream.http.Refusal;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

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

    private static final Set<String> KNOWN = Set.of(
            "model",
            "prompt",
            "max_tokens",
            "min_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "n",
            "best_of",
            "stream",
            "stream_options",
            "logprobs",
            "echo",
            "stop",
            "presence_penalty",
            "frequency_penalty",
            "logit_bias",
            "seed",
            "suffix",
            "user",
            "repetition_penalty",
            "repetition_window",
            "reset",
            "policy");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws Refusal if it is no JSON object, or a parameter is unknown, of the wrong type or cannot be had here */
    static CompletionRequest read(byte[] body) {
        var json = parsed(body);
        json.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw Refusal.invalid(name, "unknown parameter: " + shown(name));
            }
        });
        requireNeutral(json);
        var prompt = Prompt.newBuilder().setText(text(json)).setLength(LENGTH).setTemperature(1);
        string(json, "model", prompt::setModel);
        whole(json, "max_tokens", prompt::setLength);
        whole(json, "min_tokens", prompt::setMinLength);
        number(json, "temperature", prompt::setTemperature);
        number(json, "top_p", prompt::setTopP);
        whole(json, "top_k", prompt::setTopK);
        number(json, "min_p", prompt::setMinP);
        number(json, "repetition_penalty", prompt::setRepetitionPenalty);
        whole(json, "repetition_window", prompt::setRepetitionWindow);
        whole(json, "n", prompt::setCount);
        whole(json, "logprobs", count -> prompt.setLogprobs(Math.max(1, count)));
        flag(json, "echo", prompt::setEcho);
        flag(json, "stream", prompt::setStream);
        flag(json, "reset", prompt::setReset);
        prompt.setStop(stops(json));
        if (given(json, "seed")) {
            require(
                    json,
                    "seed",
                    json.get("seed").isIntegralNumber() && json.get("seed").canConvertToLong(),
                    "a whole number");
            prompt.setSeed(json.get("seed").asLong());
        }
        string(json, "policy", name -> prompt.setPolicy(policy(name)));
        String[] user = {null};
        string(json, "user", name -> user[0] = name);
        return new CompletionRequest(
                prompt.build(),
                user[0],
                json.at("/stream_options/include_usage").asBoolean());
    }

    private static JsonNode parsed(byte[] body) {
        try {
            var json = JSON.readTree(body);
            if (json == null || !json.isObject()) {
                throw Refusal.invalid(null, "the body must be a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw Refusal.invalid(null, "the body must be JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Refusal.invalid(null, "the body must be JSON in UTF-8: " + e.getMessage());
        }
    }

    /** What is not to be had here may be asked for as long as it asks for nothing. */
    private static void requireNeutral(JsonNode json) {
        for (String name : List.of("presence_penalty", "frequency_penalty")) {
            require(json, name, !given(json, name) || json.get(name).asDouble(1) == 0, "0: use repetition_penalty");
        }
        require(
                json,
                "logit_bias",
                !given(json, "logit_bias") || json.get("logit_bias").isEmpty(),
                "empty");
        require(
                json,
                "suffix",
                !given(json, "suffix") || json.get("suffix").asText().isEmpty(),
                "null");
        require(
                json,
                "best_of",
                !given(json, "best_of")
                        || json.get("best_of").asInt() == json.path("n").asInt(1),
                "the same as n");
    }

    private static String text(JsonNode json) {
        var prompt = json.path("prompt");
        if (prompt.isArray() && prompt.size() == 1) {
            prompt = prompt.get(0);
        }
        require(json, "prompt", prompt.isTextual(), "one text; send several in requests of their own");
        return prompt.asText();
    }

    private static List<String> stops(JsonNode json) {
        var stop = json.path("stop");
        if (stop.isTextual()) {
            return List.of(stop.asText());
        }
        var stops = new ArrayList<String>();
        if (given(json, "stop")) {
            require(json, "stop", stop.isArray(), "a text or a list of texts");
            stop.forEach(each -> {
                require(json, "stop", each.isTextual(), "a text or a list of texts");
                stops.add(each.asText());
            });
        }
        return stops;
    }

    private static SessionPolicy policy(String name) {
        try {
            return SessionPolicy.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("policy", "policy must be one of carry, reprime, pinned: " + shown(name));
        }
    }

    private static boolean given(JsonNode json, String name) {
        return json.hasNonNull(name);
    }

    private static void whole(JsonNode json, String name, IntConsumer set) {
        if (given(json, name)) {
            require(
                    json,
                    name,
                    json.get(name).isIntegralNumber() && json.get(name).canConvertToInt(),
                    "a whole number");
            set.accept(json.get(name).asInt());
        }
    }

    private static void number(JsonNode json, String name, DoubleConsumer set) {
        if (given(json, name)) {
            require(json, name, json.get(name).isNumber(), "a number");
            set.accept(json.get(name).asDouble());
        }
    }

    private static void flag(JsonNode json, String name, Consumer<Boolean> set) {
        if (given(json, name)) {
            require(json, name, json.get(name).isBoolean(), "true or false");
            set.accept(json.get(name).asBoolean());
        }
    }

    private static void string(JsonNode json, String name, Consumer<String> set) {
        if (given(json, name)) {
            require(json, name, json.get(name).isTextual(), "a text");
            set.accept(json.get(name).asText());
        }
    }

    private static void require(JsonNode json, String name, boolean holds, String expected) {
        if (!holds) {
            throw Refusal.invalid(
                    name,
                    name + " must be " + expected + ": " + shown(json.path(name).toString()));
        }
    }

    private static String shown(String found) {
        int most = 100;
        return found.length() <= most ? found : found.substring(0, most) + " …";
    }
}
