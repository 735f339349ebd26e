package io.inkstream.serde.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** What a registry's certificate is checked against and which one it is shown, under Confluent's keys: those of a Kafka client. */
public final class RegistryTls {

    private static final String PREFIX = "schema.registry.";

    /** What begins with this is a Kafka client's setting of TLS, after {@code schema.registry.}. */
    static final String SSL = PREFIX + "ssl.";

    private static final Set<String> STORES = Set.of(
            SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
            SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_KEY_PASSWORD_CONFIG);

    private final Map<String, String> stores;
    private final SSLContext context;

    private RegistryTls(Map<String, String> stores) {
        this.stores = stores;
        this.context = read(stores);
    }

    /**
     * Reads the stores that are named.
     *
     * @return nothing if none is: then the JVM's own count
     * @throws ConfigException if a key is another one of TLS, or a store cannot be read
     */
    public static Optional<RegistryTls> of(Map<String, ?> configs) {
        var given = new TreeMap<String, String>();
        configs.forEach((key, value) -> {
            if (key.startsWith(SSL)) {
                given.put(key.substring(PREFIX.length()), text(value));
            }
        });
        if (given.isEmpty()) {
            return Optional.empty();
        }
        given.keySet().stream().filter(key -> !STORES.contains(key)).findFirst().ifPresent(key -> {
            throw new ConfigException(PREFIX + key + " is not known to io.inkstream.serde.AvroSerde: expected one of "
                    + STORES.stream().map(PREFIX::concat).sorted().toList());
        });
        return Optional.of(new RegistryTls(given));
    }

    private static SSLContext read(Map<String, String> stores) {
        var definition = new ConfigDef();
        SslConfigs.addClientSslSupport(definition);
        try (var factory = new DefaultSslEngineFactory()) {
            factory.configure(new HashMap<>(definition.parse(stores)));
            return factory.sslContext();
        } catch (KafkaException e) {
            throw new ConfigException(
                    "the TLS of " + SerdeConfig.URL + " (" + SSL + "*) cannot be used: " + e.getMessage()
                            + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
        }
    }

    private static String text(Object value) {
        return value instanceof Password password ? password.value() : value.toString();
    }

    /** As the stores were when this was made. */
    public SSLContext context() {
        return context;
    }

    /** The same settings are the same TLS. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RegistryTls tls && stores.equals(tls.stores);
    }

    @Override
    public int hashCode() {
        return stores.hashCode();
    }
}
