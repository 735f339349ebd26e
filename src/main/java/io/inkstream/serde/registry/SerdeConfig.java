package io.inkstream.serde.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * What the serde is configured with, under Confluent's keys.
 *
 * @param registries the registry's addresses and credentials, tried in turn
 * @param tls what HTTPS stands on there; empty for the JVM's own
 * @param autoRegister register the schema of what is written
 * @param useLatest write with the subject's newest schema; only looked at without {@code autoRegister}, as Confluent's
 * @param naming the subject's naming
 * @param isKey whether keys are written rather than values
 * @param ids what is told of the ids that are met; one of its own where the settings name none
 * @param patience how long a registry that takes requests may be slow to answer
 */
public record SerdeConfig(
        List<Endpoint> registries,
        Optional<RegistryTls> tls,
        boolean autoRegister,
        boolean useLatest,
        SubjectNaming naming,
        boolean isKey,
        RegistryIds ids,
        Duration patience) {

    public static final String URL = "schema.registry.url";
    public static final String AUTO_REGISTER = "auto.register.schemas";
    public static final String USE_LATEST = "use.latest.version";

    /** The setting that has the patience, as a Duration: a program's own, like {@link RegistryIds#SETTING}. */
    public static final String PATIENCE = "inkstream.registry.patience";

    /** What one has whose caller has nothing to do but to wait: a registry that has just started, on a busy machine, may need it. */
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    /**
     * An address of the registry.
     *
     * @param base without credentials and without a slash at its end: fit for messages
     * @param authorization the value of the header Authorization, or null
     */
    public record Endpoint(String base, String authorization) {

        @Override
        public String toString() {
            return base; // never the credentials
        }
    }

    public static SerdeConfig from(Map<String, ?> configs, boolean isKey) {
        return new SerdeConfig(
                endpoints(configs),
                RegistryTls.of(configs),
                flag(configs, AUTO_REGISTER, true),
                flag(configs, USE_LATEST, false),
                SubjectNaming.from(configs, isKey),
                isKey,
                configs.get(RegistryIds.SETTING) instanceof RegistryIds shared ? shared : new RegistryIds(),
                configs.get(PATIENCE) instanceof Duration patience ? patience : ENOUGH);
    }

    private static List<Endpoint> endpoints(Map<String, ?> configs) {
        var urls = configs.get(URL) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of(text(configs, URL, "").split(","));
        var endpoints = new ArrayList<Endpoint>();
        for (var url : urls) {
            if (!url.isBlank()) {
                endpoints.add(endpoint(url.trim(), configs));
            }
        }
        if (endpoints.isEmpty()) {
            throw new ConfigException(
                    URL + " is not set: expected the schema registry's address, such as http://localhost:8081");
        }
        return List.copyOf(endpoints);
    }

    private static Endpoint endpoint(String url, Map<String, ?> configs) {
        // The address is not repeated, for it may hold a password.
        var address = RegistryAddress.read(url)
                .orElseThrow(() -> new ConfigException(
                        URL + " has an address that is none: expected " + RegistryAddress.EXPECTED));
        return new Endpoint(
                address.base(), RegistryLogin.header(address, configs).orElse(null));
    }

    private static boolean flag(Map<String, ?> configs, String key, boolean ifUnset) {
        var text = text(configs, key, Boolean.toString(ifUnset));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException(key, text, "expected true or false");
        };
    }

    private static String text(Map<String, ?> configs, String key, String ifUnset) {
        return configs.get(key) == null ? ifUnset : written(configs, key).trim();
    }

    private static String written(Map<String, ?> configs, String key) {
        var value = configs.get(key);
        // A password of Kafka's configuration hides itself from toString.
        if (value instanceof Password password) {
            return password.value();
        }
        return value == null ? "" : value.toString();
    }
}
