package io.inkstream.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * The configuration of one process, checked. A key is taken from the strongest place that sets it: {@code --set KEY=VALUE}, the
 * environment ({@code INKSTREAM_KEY_NAME}), the file of {@code --config}, the profile's defaults, the defaults. Immutable.
 */
public final class Configuration {

    private static final ConfigDef DEFINITION = Definition.create();

    /** What goes to the registry's serdes under the same name; where it is empty the serde has its own default. */
    private static final List<String> REGISTRY = List.of(
            Keys.SCHEMA_REGISTRY_URL,
            Keys.BASIC_AUTH_CREDENTIALS_SOURCE,
            Keys.BASIC_AUTH_USER_INFO,
            Keys.BEARER_AUTH_CREDENTIALS_SOURCE,
            Keys.BEARER_AUTH_TOKEN,
            Keys.REGISTRY_TRUSTSTORE_LOCATION,
            Keys.REGISTRY_TRUSTSTORE_TYPE,
            Keys.REGISTRY_TRUSTSTORE_PASSWORD,
            Keys.REGISTRY_KEYSTORE_LOCATION,
            Keys.REGISTRY_KEYSTORE_TYPE,
            Keys.REGISTRY_KEYSTORE_PASSWORD,
            Keys.REGISTRY_KEY_PASSWORD,
            Keys.AUTO_REGISTER_SCHEMAS,
            Keys.USE_LATEST_VERSION,
            Keys.VALUE_SUBJECT_NAME_STRATEGY);

    private final Layers layers;
    private final Map<String, Object> values;
    private final List<Setting> effective;

    private Configuration(Layers layers) {
        this.layers = layers;
        var settings = layers.settings(new Blanks(DEFINITION));
        addDefaults(settings);
        values = new Checks(DEFINITION, settings).values();
        effective = settings.entrySet().stream()
                .map(setting -> shown(setting.getKey(), setting.getValue()))
                .toList();
    }

    /**
     * Reads and checks a configuration.
     *
     * @param set what {@code --set} gave, by key
     * @param environment variables; those that start with {@code INKSTREAM_} count
     * @param file the properties file of {@code --config}
     * @throws ConfigurationException if the file cannot be read, a key does not exist, or a value is not what it should be; the
     *     message has a line for each
     */
    public static Configuration load(Map<String, String> set, Map<String, String> environment, Optional<Path> file) {
        return new Configuration(Layers.of(set, environment, file));
    }

    /**
     * This configuration with further settings, as strong as {@code --set}.
     *
     * @throws ConfigurationException as {@link #load}
     */
    public Configuration with(Map<String, String> overrides) {
        return new Configuration(layers.with(overrides));
    }

    /** Every key with its type, default (of the profile {@code stream}), range, importance and meaning. A copy. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** The value of a key of any type as text; escapes are resolved and a secret is as it is. */
    public String string(String key) {
        var value = value(key, Object.class);
        if (value instanceof Password password) {
            return password.value();
        }
        if (value instanceof List<?> several) {
            return several.stream().map(Object::toString).collect(Collectors.joining(","));
        }
        return value.toString();
    }

    public int integer(String key) {
        return value(key, Integer.class);
    }

    public long longValue(String key) {
        return value(key, Number.class).longValue();
    }

    public double real(String key) {
        return value(key, Double.class);
    }

    public boolean flag(String key) {
        return value(key, Boolean.class);
    }

    /** The values of a key that takes several with commas between. */
    public List<String> list(String key) {
        return value(key, List.class) instanceof List<?> several
                ? several.stream().map(Object::toString).toList()
                : List.of();
    }

    /** The consumer group, and prefix of internal topics, of one of the two topologies: {@code train} or {@code generate}. */
    public String applicationId(String topology) {
        return string(Keys.APPLICATION_ID) + "-" + topology;
    }

    /** What every Kafka client gets: {@code bootstrap.servers}, and the settings under {@code kafka.} without that prefix. */
    public Map<String, Object> kafka() {
        var kafka = new HashMap<String, Object>();
        values.forEach((key, value) -> {
            if (key.startsWith(Keys.KAFKA_PREFIX)) {
                kafka.put(key.substring(Keys.KAFKA_PREFIX.length()), value);
            }
        });
        kafka.put(Keys.BOOTSTRAP_SERVERS, string(Keys.BOOTSTRAP_SERVERS));
        return Map.copyOf(kafka);
    }

    /** What a serde that speaks to the registry is configured with, under the names of Confluent's serdes. */
    public Map<String, Object> registry() {
        return REGISTRY.stream()
                .filter(key -> !string(key).isEmpty())
                .collect(Collectors.toUnmodifiableMap(key -> key, this::string));
    }

    /** The value of a key, or of what was meant to be one, as it may be shown: secrets masked. */
    public static String shown(String key, String value) {
        return Secrets.shown(key, value, Secrets.isSecret(key, DEFINITION));
    }

    /** Every key with its value and where it comes from, sorted by key, secrets masked. */
    public List<Setting> effective() {
        return effective;
    }

    /** What was set, by no profile and no default: for another process, as {@code --set} takes it, secrets as they are. */
    public Map<String, String> chosen() {
        var chosen = new LinkedHashMap<String, String>();
        for (var setting : effective) {
            if (!setting.source().equals("default") && !setting.source().startsWith("profile ")) {
                chosen.put(setting.key(), setting.secret() ? string(setting.key()) : setting.value());
            }
        }
        return chosen;
    }

    /** The effective configuration, a line for each key, secrets masked. */
    @Override
    public String toString() {
        return effective.stream()
                .map(setting -> setting.key() + "=" + setting.value() + " (" + setting.source() + ")")
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private <T> T value(String key, Class<T> type) {
        var value = values.get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("expected a key of type " + type.getSimpleName() + ", found " + key
                    + ", which is " + (value == null ? "none" : value.getClass().getSimpleName()));
        }
        return type.cast(value);
    }

    private static void addDefaults(Map<String, Layers.Found> settings) {
        var chosen = settings.get(Keys.PROFILE);
        // A profile that does not exist is reported with the rest; until then any will do.
        var profile = Arrays.stream(Profile.values())
                .filter(each -> chosen != null && each.toString().equals(chosen.value()))
                .findFirst()
                .orElse(Profile.STREAM);
        profile.defaults()
                .forEach((key, value) -> settings.putIfAbsent(key, new Layers.Found(value, "profile " + profile)));
        DEFINITION
                .configKeys()
                .values()
                .forEach(key -> settings.putIfAbsent(key.name, new Layers.Found(byDefault(key), "default")));
    }

    private static String byDefault(ConfigDef.ConfigKey key) {
        return key.defaultValue instanceof Password password
                ? password.value()
                : ConfigDef.convertToString(key.defaultValue, key.type);
    }

    private static Setting shown(String key, Layers.Found found) {
        return new Setting(
                key, shown(key, Escapes.visible(found.value())), found.source(), Secrets.isSecret(key, DEFINITION));
    }
}
