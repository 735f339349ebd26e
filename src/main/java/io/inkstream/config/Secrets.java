package io.inkstream.config;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;

/** Which values are not for anyone's eyes, and what is shown in their place. */
public final class Secrets {

    static final String MASK = "********";

    /** Names of secrets that Kafka's own definition does not know, those of a log-in module or an interceptor, say. */
    private static final Pattern NAME = Pattern.compile(
            "password|passwd|passphrase|secret|credential|jaas|user\\.?info|token$|authorization|(\\.|api|private)key$",
            Pattern.CASE_INSENSITIVE);

    /** What only a secret looks like, under whatever name: a key in PEM, a header of HTTP's, the settings of a log-in module. */
    private static final Pattern VALUE = Pattern.compile(
            "-----BEGIN|\\b(bearer|basic) +\\S|LoginModule\\b|\\bpassword *=", Pattern.CASE_INSENSITIVE);

    /** The names in a log-in module's settings, {@code username=} and {@code password=}. */
    private static final Pattern NAME_OF_VALUE = Pattern.compile("(?<=\\s)[A-Za-z.]+\\s*=");

    /** What parts the words of a log-in module's settings. */
    private static final Pattern WORD_END = Pattern.compile("[\\s\"'=;]+");

    /** Shorter ones are in every sentence. */
    private static final int SHORTEST_WORD = 4;

    private Secrets() {}

    /** Whether the key of one of ours, or of a Kafka setting under its prefix, holds a secret. */
    static boolean isSecret(String key, ConfigDef definition) {
        var own = definition.configKeys().get(key);
        if (own != null) {
            return own.type == ConfigDef.Type.PASSWORD;
        }
        var kafka = AdminClientConfig.configDef().configKeys().get(key.substring(key.indexOf('.') + 1));
        return (kafka != null && kafka.type == ConfigDef.Type.PASSWORD)
                || NAME.matcher(key).find();
    }

    /** The value of a key as it may be shown: nothing of a secret, nor of a user and password within an address. */
    static String shown(String key, String value, boolean secret) {
        if (secret || VALUE.matcher(value).find()) {
            return value.isEmpty() ? "" : MASK;
        }
        return ShownAddress.isOne(key, value) ? ShownAddress.of(value) : value;
    }

    /**
     * What is said when Kafka can't make a client of settings: its own reasons, but for those that quote from a secret, as the parser
     * of log-in modules does.
     *
     * @param kafka the settings, without the prefix
     */
    public static ConfigurationException unusable(Map<String, Object> kafka, KafkaException failure) {
        var secrets = kafka.keySet().stream()
                .filter(key -> isSecret(Keys.KAFKA_PREFIX + key, new ConfigDef()))
                .sorted()
                .toList();
        var words = secrets.stream()
                .flatMap(key -> WORD_END.splitAsStream(
                        NAME_OF_VALUE.matcher(String.valueOf(kafka.get(key))).replaceAll(" ")))
                .filter(word -> word.length() >= SHORTEST_WORD)
                .toList();
        String reasons = Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()))
                .collect(Collectors.joining(": "));
        String problem = "Kafka cannot make a client of the settings under " + Keys.KAFKA_PREFIX + ": ";
        return words.stream().anyMatch(reasons::contains)
                ? new ConfigurationException(
                        problem + "one of " + Keys.KAFKA_PREFIX + String.join(", " + Keys.KAFKA_PREFIX, secrets)
                                + " is not written as Kafka expects it (it is not said how, for that would quote it)",
                        null)
                : new ConfigurationException(problem + reasons, failure);
    }
}
