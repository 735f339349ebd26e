package io.inkstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

/**
 * The keys of a server's TLS.
 *
 * @param prefix of the keys
 * @param server whose TLS it is
 */
record TlsKeys(Group group, String prefix, String server) {

    String certificate() {
        return group.key(prefix + "certificate", STRING, Expect.pathOrNothing(), MEDIUM)
                .byDefault("")
                .means("PEM file with the certificate of " + server + ", followed by its chain, which enables"
                        + " HTTPS. A replaced file is used at once. Nothing: plain HTTP.");
    }

    String key() {
        return group.key(prefix + "key", STRING, Expect.pathOrNothing(), MEDIUM)
                .byDefault("")
                .means("PEM file with the private key of that certificate.");
    }

    String password() {
        return group.key(prefix + "key.password", PASSWORD, Expect.anything("a password, or nothing"), LOW)
                .byDefault("")
                .means("Password of that key. Nothing: it is not encrypted.");
    }

    String authorities() {
        return group.key(prefix + "client.ca", STRING, Expect.pathOrNothing(), LOW)
                .byDefault("")
                .means("PEM file of the authorities whose certificates callers must present; /health needs none."
                        + " Nothing: callers need no certificate.");
    }
}
