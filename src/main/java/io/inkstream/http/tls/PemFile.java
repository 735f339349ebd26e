package io.inkstream.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of PEM blocks (RFC 7468).
 *
 * @param setting the key of the configuration that names it
 */
record PemFile(String setting, Path path) {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** @param label what follows BEGIN */
    record Block(String label, byte[] der) {}

    /** @throws IllegalStateException if it cannot be read, or a block is not in Base64 */
    List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        var match = BLOCK.matcher(text());
        while (match.find()) {
            if (match.group(2).contains("Proc-Type:")) {
                throw refused("expected PKCS#8, found a key encrypted as OpenSSL did before 1.0;"
                        + " convert it with openssl pkcs8 -topk8");
            }
            try {
                blocks.add(new Block(match.group(1), Base64.getMimeDecoder().decode(match.group(2))));
            } catch (IllegalArgumentException e) {
                throw refused("expected Base64 after BEGIN " + match.group(1) + ": " + e.getMessage());
            }
        }
        return blocks;
    }

    /** @throws IllegalStateException if there is none, one cannot be read, or one is not valid now */
    List<X509Certificate> certificates(Instant now) {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(valid(certificate(block), now));
            }
        }
        if (certificates.isEmpty()) {
            throw refused("expected a certificate in PEM (BEGIN CERTIFICATE), found none in the file");
        }
        return certificates;
    }

    private X509Certificate certificate(Block block) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw refused("expected certificates, found one that cannot be read: " + e.getMessage());
        }
    }

    private X509Certificate valid(X509Certificate certificate, Instant now) {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(until)) {
            throw refused("expected a certificate that is valid at " + now + ", found that of "
                    + certificate.getSubjectX500Principal() + ", which "
                    + (now.isBefore(from) ? "is valid from " + from : "expired at " + until)
                    + "; put a valid one in its place");
        }
        return certificate;
    }

    private String text() {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw refused("expected a PEM file, found none there");
        } catch (IOException e) {
            throw refused("expected a PEM file, found one that cannot be read: " + e);
        }
    }

    IllegalStateException refused(String why) {
        return new IllegalStateException(setting + "=" + path + ": " + why);
    }
}
