package io.inkstream.serde.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** How a process logs in at a registry, under Confluent's keys: with a user and a password, or with a token. */
public final class RegistryLogin {

    static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    static final String USER_INFO = "basic.auth.user.info";
    static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    static final String BEARER_TOKEN = "bearer.auth.token";

    private static final String STATIC_TOKEN = "STATIC_TOKEN";

    private RegistryLogin() {}

    /**
     * The value of the header Authorization, or nothing.
     *
     * @throws ConfigException if the settings contradict one another, or there is no password
     */
    public static Optional<String> header(RegistryAddress address, Map<String, ?> configs) {
        String bearer = text(configs, BEARER_SOURCE).strip();
        if (!bearer.isEmpty()) {
            return Optional.of(token(bearer, configs));
        }
        String source = text(configs, CREDENTIALS_SOURCE).strip();
        var user = switch (source) {
            case "", "URL" -> address.userInfo();
            case "USER_INFO" -> Optional.of(text(configs, USER_INFO)); // a password may end with a blank
            default -> throw new ConfigException(CREDENTIALS_SOURCE, source, "expected URL or USER_INFO");
        };
        if (user.isPresent() && !user.get().contains(":")) {
            throw new ConfigException(
                    source.equals("USER_INFO")
                            ? USER_INFO + ": expected USER:PASSWORD, found no colon"
                            : SerdeConfig.URL
                                    + ": expected credentials as http://USER:PASSWORD@HOST, found no password");
        }
        return user.map(both -> "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    private static String token(String source, Map<String, ?> configs) {
        if (!source.equals(STATIC_TOKEN)) {
            throw new ConfigException(BEARER_SOURCE, source, "expected " + STATIC_TOKEN);
        }
        if (!text(configs, CREDENTIALS_SOURCE).isBlank()) {
            throw new ConfigException(
                    "expected one log-in, found two: set either " + BEARER_SOURCE + " or " + CREDENTIALS_SOURCE);
        }
        String token = text(configs, BEARER_TOKEN).strip();
        if (token.isEmpty()) {
            throw new ConfigException(
                    BEARER_TOKEN + ": expected a token, since " + BEARER_SOURCE + " is " + STATIC_TOKEN);
        }
        return "Bearer " + token;
    }

    private static String text(Map<String, ?> configs, String key) {
        var value = configs.get(key);
        // A password of Kafka's configuration hides itself from toString.
        return value instanceof Password password ? password.value() : value == null ? "" : value.toString();
    }
}
