package io.inkstream.runtime;

import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which values are not for anyone's eyes, and what is shown in their place. */
final class Secrets {

    static final String MASK = "********";

    /** Names of secrets that Kafka's own definition does not know, those of a log-in module or an interceptor, say. */
    private static final Pattern NAME =
            Pattern.compile("password|passphrase|secret|credential|jaas|user\\.?info|token$|\\.key$");

    private static final Pattern USER_IN_URL = Pattern.compile("(?<=://)[^/@\\s,]+@");

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

    /** The value as it may be shown: nothing of a secret, nor of a user and password within a URL. */
    static String shown(String value, boolean secret) {
        if (secret) {
            return value.isEmpty() ? "" : MASK;
        }
        return USER_IN_URL.matcher(value).replaceAll(MASK + "@");
    }
}
