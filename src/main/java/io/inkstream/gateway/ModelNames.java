package io.inkstream.gateway;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.http.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What models are called in requests: by their own names, and by those that clients have built in.
 *
 * @param aliases other names, and what each stands for
 */
record ModelNames(Map<String, String> aliases) {

    private static final int SHOWN_MAX = 100;

    static ModelNames of(Configuration configuration) {
        var aliases = new LinkedHashMap<String, String>();
        for (String alias : configuration.list(Keys.GATEWAY_MODEL_ALIASES)) {
            int equals = alias.lastIndexOf('=');
            aliases.put(
                    alias.substring(0, equals).strip(),
                    alias.substring(equals + 1).strip());
        }
        return new ModelNames(aliases);
    }

    /**
     * The model that a request means.
     *
     * @param asked null for the default model
     * @return null for the default model
     * @throws Refusal if it is neither an alias nor what a model can be called
     */
    String named(String asked) {
        if (asked == null) {
            return null;
        }
        if (aliases.containsKey(asked)) {
            return aliases.get(asked);
        }
        if (!CheckpointKeys.isModelName(asked)) {
            String shown = asked.codePointCount(0, asked.length()) <= SHOWN_MAX
                    ? asked
                    : asked.substring(0, asked.offsetByCodePoints(0, SHOWN_MAX)) + " …";
            throw Refusal.invalid(
                    "model",
                    "model must be the name of a model, 1 to 100 of A-Z a-z 0-9 . _ -, or one of "
                            + Keys.GATEWAY_MODEL_ALIASES + ": \"" + shown + "\"");
        }
        return asked;
    }
}
