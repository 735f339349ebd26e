package io.inkstream.http.tls;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The files that a server's HTTPS stands on, and the prefix of the keys that name them.
 *
 * @param prefix of the keys of the configuration, such as {@code http.tls.}
 * @param certificate PEM: the server's certificate, then those that lead to its authority's
 * @param key PEM: the private key of the first certificate
 * @param password of the key; empty if it is not encrypted
 * @param clientCa PEM: the authorities whose certificates callers must show; empty if they need none
 */
public record TlsFiles(String prefix, Path certificate, Path key, String password, Optional<Path> clientCa) {

    /** What follows the prefix in the keys. */
    public static final String CERTIFICATE = "certificate";

    public static final String KEY = "key";
    public static final String PASSWORD = "key.password";
    public static final String CLIENT_CA = "client.ca";

    /**
     * @param setting the value of a key; empty if it is not set
     * @return nothing where HTTP is to be plain
     * @throws IllegalStateException if some of the settings are there and others lack
     */
    public static Optional<TlsFiles> of(String prefix, UnaryOperator<String> setting) {
        String certificate = setting.apply(prefix + CERTIFICATE);
        String key = setting.apply(prefix + KEY);
        String clientCa = setting.apply(prefix + CLIENT_CA);
        if (certificate.isEmpty() && key.isEmpty() && clientCa.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new IllegalStateException(
                    "expected both " + prefix + CERTIFICATE + " and " + prefix + KEY + ", found "
                            + (certificate.isEmpty() && key.isEmpty()
                                    ? prefix + CLIENT_CA
                                    : prefix + (key.isEmpty() ? CERTIFICATE : KEY))
                            + " alone: set both, or none for plain HTTP");
        }
        return Optional.of(new TlsFiles(
                prefix,
                Path.of(certificate),
                Path.of(key),
                setting.apply(prefix + PASSWORD),
                Optional.of(clientCa).filter(text -> !text.isEmpty()).map(Path::of)));
    }

    PemFile certificateFile() {
        return new PemFile(prefix + CERTIFICATE, certificate);
    }

    PemFile keyFile() {
        return new PemFile(prefix + KEY, key);
    }

    Optional<PemFile> clientCaFile() {
        return clientCa.map(path -> new PemFile(prefix + CLIENT_CA, path));
    }
}
