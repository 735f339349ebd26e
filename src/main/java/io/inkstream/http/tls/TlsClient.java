package io.inkstream.http.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How those of our own programs that ask a server of ours check who it is, and show who they are. */
public final class TlsClient {

    /** What follows the prefix in the key that names the authorities to trust. */
    private static final String CA = "ca";

    private TlsClient() {}

    /**
     * Trusts the authorities in the file of the key {@code ca} under the prefix, or the JVM's where there is none, and shows the server's
     * own certificate where it has one.
     *
     * @param now at which the certificates must be valid
     * @throws IllegalStateException if a file cannot be used; the message names it and its key
     */
    public static SSLContext context(String prefix, UnaryOperator<String> setting, Instant now) {
        String ca = setting.apply(prefix + CA);
        try {
            var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(
                    ca.isEmpty()
                            ? (KeyStore) null
                            : Credentials.trustStore(new PemFile(prefix + CA, Path.of(ca)).certificates(now)));
            var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            var files = TlsFiles.of(prefix, setting);
            own.init(
                    files.map(present -> Credentials.read(present, now).keyStore())
                            .orElse(null),
                    Credentials.STORE_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot make TLS connections", e);
        }
    }
}
