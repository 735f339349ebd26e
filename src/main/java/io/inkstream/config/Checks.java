package io.inkstream.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Turns settings into values of their types and collects everything that is wrong with them, so that it is said in one go. */
final class Checks {

    /** Characters in one window of text, or in one round: the trainer keeps that many in memory for each model. */
    private static final long WINDOW_MAX = 1L << 28;

    /** Characters of four bytes at most in the samples of a report, which must fit a record. */
    private static final long SAMPLED_MAX = 200_000;

    /** Kafka settings that Inkstream must know itself, with what to set instead. */
    private static final Map<String, String> OWNED = Map.of(
            "kafka.bootstrap.servers", "set bootstrap.servers",
            "kafka.application.id", "set application.id",
            "kafka.group.id", "set application.id, which the groups are named after",
            "kafka.group.instance.id", "set instance.id",
            "kafka.state.dir", "set state.dir",
            "kafka.commit.interval.ms", "set commit.interval.ms",
            "kafka.processing.guarantee", "it is exactly_once_v2 always, remove it");

    private final ConfigDef definition;
    private final Map<String, Layers.Found> settings;
    private final Map<String, Object> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    Checks(ConfigDef definition, Map<String, Layers.Found> settings) {
        this.definition = definition;
        this.settings = settings;
    }

    /**
     * The value of each key; those under {@code kafka.} as text.
     *
     * @throws ConfigurationException with every problem found
     */
    Map<String, Object> values() {
        settings.forEach(this::check);
        if (problems.isEmpty()) {
            checkTogether();
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return Map.copyOf(values);
    }

    private void check(String key, Layers.Found found) {
        var defined = definition.configKeys().get(key);
        if (OWNED.containsKey(key)) {
            problem(key, "a setting that Inkstream makes itself: " + OWNED.get(key));
        } else if (key.startsWith(Keys.KAFKA_PREFIX) && key.length() > Keys.KAFKA_PREFIX.length()) {
            values.put(key, found.value());
        } else if (defined == null) {
            problems.add(key + " (" + found.source() + "): no such key; the nearest is "
                    + Suggestion.nearest(key, definition.names()));
        } else {
            parse(defined, found);
        }
    }

    private void parse(ConfigKey key, Layers.Found found) {
        try {
            // Kafka's parser would take the blanks off a password.
            var value = key.type == ConfigDef.Type.PASSWORD
                    ? new Password(found.value())
                    : ConfigDef.parseType(key.name, found.value(), key.type);
            key.validator.ensureValid(key.name, value);
            values.put(
                    key.name,
                    Escapes.areIn(key.name) ? Escapes.read(found.value()).orElseThrow() : value);
        } catch (ConfigException e) {
            problem(key.name, "expected " + key.validator);
        }
    }

    private void checkTogether() {
        var weights = text(Keys.INITIAL_WEIGHTS);
        if (!weights.isEmpty() && !Files.exists(Path.of(weights))) {
            problem(
                    Keys.INITIAL_WEIGHTS,
                    "expected a safetensors file or a folder of .npy files, found nothing at "
                            + Path.of(weights).toAbsolutePath());
        }
        if (number(Keys.UNROLLINGS) > number(Keys.SEGMENT_LENGTH)) {
            problem(Keys.UNROLLINGS, "expected at most segment.length, which is " + number(Keys.SEGMENT_LENGTH));
        }
        var window = number(Keys.BATCH_SIZE) * number(Keys.SEGMENT_LENGTH);
        if (window > WINDOW_MAX) {
            problem(
                    Keys.SEGMENT_LENGTH,
                    "expected at most " + WINDOW_MAX + " characters in a window (batch.size x"
                            + " segment.length), found " + window + "; lower one of the two");
        }
        var round = window * number(Keys.MODEL_SHARDS) * number(Keys.ROUND_WINDOWS);
        if (number(Keys.MODEL_SHARDS) > 1 && round > WINDOW_MAX) {
            problem(
                    Keys.ROUND_WINDOWS,
                    "expected at most " + WINDOW_MAX + " characters in a round (model.shards x round.windows windows of"
                            + " batch.size x segment.length), found " + round + "; lower it");
        }
        var samples = number(Keys.SAMPLE_COUNT) * number(Keys.SAMPLE_LENGTH);
        if (samples > SAMPLED_MAX) {
            problem(
                    Keys.SAMPLE_LENGTH,
                    "expected at most " + SAMPLED_MAX + " characters in the samples of a report (sample.count x"
                            + " sample.length), found " + samples + "; lower one of the two");
        }
        checkLogin();
    }

    private void checkLogin() {
        var user = ((Password) values.get(Keys.BASIC_AUTH_USER_INFO)).value();
        var named = text(Keys.BASIC_AUTH_CREDENTIALS_SOURCE).equals("USER_INFO");
        if (named && !user.contains(":")) {
            problem(
                    Keys.BASIC_AUTH_USER_INFO,
                    "expected user:password, since basic.auth.credentials.source is USER_INFO");
        } else if (!named && !user.isEmpty()) {
            problem(Keys.BASIC_AUTH_CREDENTIALS_SOURCE, "expected USER_INFO, since basic.auth.user.info is set");
        }
        var token = ((Password) values.get(Keys.BEARER_AUTH_TOKEN)).value();
        var byToken = text(Keys.BEARER_AUTH_CREDENTIALS_SOURCE).equals("STATIC_TOKEN");
        if (byToken && token.isEmpty()) {
            problem(
                    Keys.BEARER_AUTH_CREDENTIALS_SOURCE,
                    "expected bearer.auth.token to be set, since this is STATIC_TOKEN");
        } else if (!byToken && !token.isEmpty()) {
            problem(Keys.BEARER_AUTH_TOKEN, "expected bearer.auth.credentials.source=STATIC_TOKEN, since this is set");
        } else if (byToken && !text(Keys.BASIC_AUTH_CREDENTIALS_SOURCE).isEmpty()) {
            problem(
                    Keys.BEARER_AUTH_CREDENTIALS_SOURCE,
                    "expected one log-in, found basic.auth.credentials.source too; set one of the two");
        }
    }

    private void problem(String key, String what) {
        var found = settings.get(key);
        var shown = Secrets.shown(key, Escapes.visible(found.value()), Secrets.isSecret(key, definition));
        problems.add(key + "=" + shown + " (" + found.source() + "): " + what);
    }

    private String text(String key) {
        return (String) values.get(key);
    }

    private long number(String key) {
        return ((Number) values.get(key)).longValue();
    }
}
