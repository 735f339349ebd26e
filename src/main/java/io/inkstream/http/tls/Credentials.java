package io.inkstream.http.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one side of a TLS connection shows of itself, and whom it trusts.
 *
 * @param chain the own certificate, then those that lead to its authority's
 * @param authorities those whose certificates the other side must show; empty if it needs none
 */
record Credentials(List<X509Certificate> chain, PrivateKey key, Optional<List<X509Certificate>> authorities) {

    /** Of stores that exist in memory alone. */
    static final char[] STORE_PASSWORD = "in memory".toCharArray();

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /**
     * @param now at which the certificates must be valid
     * @throws IllegalStateException if a file cannot be used; the message names it and its key of the configuration
     */
    static Credentials read(TlsFiles files, Instant now) {
        var chain = files.certificateFile().certificates(now);
        var publicKey = chain.get(0).getPublicKey();
        if (!SIGNATURES.containsKey(publicKey.getAlgorithm())) {
            throw files.certificateFile()
                    .refused("expected a certificate for a key of RSA, EC or EdDSA, found " + publicKey.getAlgorithm());
        }
        var key = new PrivateKeyFile(files.keyFile(), files.password()).read(publicKey);
        if (!belong(publicKey, key)) {
            throw files.keyFile()
                    .refused("expected the key of the first certificate in " + files.prefix() + TlsFiles.CERTIFICATE
                            + "="
                            + files.certificate() + " (" + chain.get(0).getSubjectX500Principal()
                            + "), found the key of another");
        }
        return new Credentials(chain, key, files.clientCaFile().map(file -> file.certificates(now)));
    }

    private static boolean belong(PublicKey publicKey, PrivateKey key) {
        byte[] message = {1, 2, 3};
        try {
            var signature = Signature.getInstance(SIGNATURES.get(publicKey.getAlgorithm()));
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    KeyStore keyStore() {
        var store = emptyStore();
        try {
            store.setKeyEntry("own", key, STORE_PASSWORD, chain.toArray(X509Certificate[]::new));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return store;
    }

    static KeyStore trustStore(List<X509Certificate> authorities) {
        var store = emptyStore();
        try {
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority" + i, authorities.get(i));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return store;
    }

    private static KeyStore emptyStore() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JVM has no PKCS12 stores", e);
        }
    }
}
