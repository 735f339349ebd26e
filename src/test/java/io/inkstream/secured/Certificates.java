package io.inkstream.secured;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker's certificate and a store in which clients trust it, made with the JDK's keytool.
 *
 * @param keystore the broker's key, PKCS12
 * @param truststore the broker's certificate alone, PKCS12
 * @param password of both
 */
record Certificates(Path keystore, Path truststore, String password) {

    /** @param folder where the two files are put */
    static Certificates make(Path folder, String password) throws Exception {
        var made = new Certificates(folder.resolve("broker.p12"), folder.resolve("trusted.p12"), password);
        var certificate = folder.resolve("broker.pem").toString();
        // Kafka's clients hold the name in the certificate against the address that they connect to.
        keytool(
                folder,
                password,
                List.of("-genkeypair", "-alias", "broker", "-keyalg", "EC", "-groupname", "secp256r1"),
                List.of("-dname", "CN=localhost", "-ext", "SAN=ip:127.0.0.1", "-validity", "2"),
                List.of("-storetype", "PKCS12", "-keystore", made.keystore.toString()));
        keytool(
                folder,
                password,
                List.of("-exportcert", "-rfc", "-alias", "broker", "-file", certificate),
                List.of("-keystore", made.keystore.toString()));
        keytool(
                folder,
                password,
                List.of("-importcert", "-noprompt", "-alias", "broker", "-file", certificate),
                List.of("-storetype", "PKCS12", "-keystore", made.truststore.toString()));
        return made;
    }

    @SafeVarargs
    private static void keytool(Path folder, String password, List<String>... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (var some : arguments) {
            command.addAll(some);
        }
        // Not on the command line, where every user of the machine would see it.
        var file = folder.resolve("password");
        Files.writeString(file, password);
        command.addAll(List.of("-storepass:file", file.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }
}
