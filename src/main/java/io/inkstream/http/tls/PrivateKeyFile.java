package io.inkstream.http.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads a private key: PKCS#8, encrypted or not, or what OpenSSL and cert-manager write besides (PKCS#1, SEC 1). */
final class PrivateKeyFile {

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final List<String> BARE = List.of("RSA PRIVATE KEY", "EC PRIVATE KEY");
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

    private final PemFile file;
    private final String password;

    PrivateKeyFile(PemFile file, String password) {
        this.file = file;
        this.password = password;
    }

    /**
     * @param publicKey of the certificate that the key belongs to
     * @throws IllegalStateException if it cannot be read, or is another kind of key
     */
    PrivateKey read(PublicKey publicKey) {
        var blocks = file.blocks();
        var keys =
                blocks.stream().filter(block -> block.label().endsWith(PLAIN)).toList();
        if (keys.size() != 1) {
            throw file.refused("expected one private key in PEM, found "
                    + (blocks.isEmpty()
                            ? "no PEM"
                            : blocks.stream().map(PemFile.Block::label).collect(Collectors.joining(", "))));
        }
        var block = keys.get(0);
        try {
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(spec(block, publicKey));
        } catch (GeneralSecurityException | IOException e) {
            throw file.refused("expected a private key for the certificate's " + publicKey.getAlgorithm()
                    + " key, found " + block.label() + " that is none: " + e.getMessage());
        }
    }

    private PKCS8EncodedKeySpec spec(PemFile.Block block, PublicKey publicKey)
            throws IOException, GeneralSecurityException {
        if (block.label().equals(ENCRYPTED)) {
            return decrypted(block.der());
        }
        if (BARE.contains(block.label())) {
            return new PKCS8EncodedKeySpec(wrapped(block.der(), publicKey));
        }
        if (!block.label().equals(PLAIN)) {
            throw file.refused("expected PKCS#8 (BEGIN PRIVATE KEY), found BEGIN " + block.label()
                    + "; convert it with openssl pkcs8 -topk8");
        }
        return new PKCS8EncodedKeySpec(block.der());
    }

    private PKCS8EncodedKeySpec decrypted(byte[] der) throws IOException {
        String setting = file.setting() + ".password";
        if (password.isEmpty()) {
            throw file.refused("expected " + setting + ", found none: the key is encrypted");
        }
        var info = new EncryptedPrivateKeyInfo(der);
        var parameters = info.getAlgParameters();
        // Of PBES2 the parameters alone say which hash and cipher (PBEWithHmacSHA256AndAES_256).
        String algorithm = info.getAlgName().equals("PBES2") ? parameters.toString() : info.getAlgName();
        try {
            var cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                    parameters);
            return info.getKeySpec(cipher);
        } catch (GeneralSecurityException e) {
            throw file.refused("expected a key that " + setting + " decrypts (" + algorithm + "), found one that it"
                    + " does not; check the password, or write the key anew with openssl pkcs8 -topk8");
        }
    }

    /**
     * A key as PKCS#8 has it (RFC 5958): version, algorithm, and the key alone. The certificate has the algorithm, a curve's name
     * included.
     */
    private static byte[] wrapped(byte[] key, PublicKey publicKey) throws IOException {
        var content = new ByteArrayOutputStream();
        content.write(VERSION_0);
        content.write(firstElement(publicKey.getEncoded()));
        content.write(element(OCTET_STRING, key));
        return element(SEQUENCE, content.toByteArray());
    }

    /** The first element within a DER sequence: of a public key, its algorithm. */
    private static byte[] firstElement(byte[] sequence) {
        int start = headerLength(sequence, 0);
        int end = start + headerLength(sequence, start) + contentLength(sequence, start);
        return Arrays.copyOfRange(sequence, start, end);
    }

    private static int headerLength(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return length < 0x80 ? 2 : 2 + (length & 0x7f);
    }

    private static int contentLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.write(content);
        return out.toByteArray();
    }
}
