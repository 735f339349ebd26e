package io.inkstream.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.inkstream.http.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads what is to be continued: texts, or their tokens. A token is a character, and its id is the character's Unicode code point. */
final class PromptTexts {

    /** Texts of a request: each is a prompt of its own. */
    static final int MOST = 64;

    private static final String EXPECTED = "a text, a list of 1 to " + MOST
            + " texts, or tokens, which are Unicode code points, in a list or in as many lists";

    private PromptTexts() {}

    static <T> Field<T> field(BiConsumer<T, List<String>> set) {
        return new Field<>(
                "prompt",
                EXPECTED,
                (value, into) -> {
                    var texts = texts(value);
                    texts.ifPresent(each -> set.accept(into, each));
                    return texts.isPresent();
                },
                false);
    }

    private static Optional<List<String>> texts(JsonNode value) {
        if (value.isTextual()) {
            return Optional.of(List.of(value.textValue()));
        }
        if (!value.isArray() || value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get(0).isNumber()) {
            return tokens(value).map(List::of);
        }
        var texts = new ArrayList<String>();
        for (var each : value) {
            var text = each.isTextual() ? Optional.of(each.textValue()) : tokens(each);
            if (text.isEmpty() || each.isTextual() != value.get(0).isTextual()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return texts.size() <= MOST ? Optional.of(texts) : Optional.empty();
    }

    private static Optional<String> tokens(JsonNode value) {
        if (!value.isArray()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        for (var each : value) {
            if (!each.canConvertToInt() || !each.isIntegralNumber() || !isCharacter(each.intValue())) {
                return Optional.empty();
            }
            text.appendCodePoint(each.intValue());
        }
        return Optional.of(text.toString());
    }

    private static boolean isCharacter(int codePoint) {
        return Character.isValidCodePoint(codePoint)
                && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
