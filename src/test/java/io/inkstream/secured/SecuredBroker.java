package io.inkstream.secured;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker that takes clients over TLS alone, after a log-in by SCRAM, and lets them do what its ACLs say. */
final class SecuredBroker implements AutoCloseable {

    static final String ADMIN = "admin";

    private final KafkaRaftServer server;
    private final int port;

    private SecuredBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts it and returns when it takes requests.
     *
     * @param folder its data; empty
     * @param passwords by user; {@link #ADMIN} may do everything, the others nothing yet
     */
    static SecuredBroker start(Path folder, Certificates certificates, Map<String, String> passwords) throws Exception {
        int port = freePort();
        var credentials = new ArrayList<String>();
        passwords.forEach(
                (user, password) -> credentials.add("SCRAM-SHA-256=[name=%s,password=%s]".formatted(user, password)));
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName("CONTROLLER")
                .setScramArguments(credentials)
                .setPrintStream(new PrintStream(PrintStream.nullOutputStream()))
                .run();
        var server = new KafkaRaftServer(
                KafkaConfig.fromProps(settings(folder, port, certificates, passwords.get(ADMIN)), false), Time.SYSTEM);
        server.startup();
        return new SecuredBroker(server, port);
    }

    private static Properties settings(Path folder, int port, Certificates certificates, String adminPassword)
            throws IOException {
        int controllerPort = freePort();
        var settings = new Properties();
        settings.putAll(Map.of(
                "log.dirs", folder.toString(),
                "node.id", "1",
                "process.roles", "broker,controller",
                "listeners", "SASL_SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
                "advertised.listeners", "SASL_SSL://127.0.0.1:" + port,
                "listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
                "controller.listener.names", "CONTROLLER",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "inter.broker.listener.name", "SASL_SSL"));
        settings.putAll(Map.of(
                "sasl.enabled.mechanisms", "SCRAM-SHA-256",
                "sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-256",
                "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config", logIn(ADMIN, adminPassword),
                "ssl.keystore.location", certificates.keystore().toString(),
                "ssl.keystore.password", certificates.password(),
                "ssl.truststore.location", certificates.truststore().toString(),
                "ssl.truststore.password", certificates.password(),
                "authorizer.class.name", RecordingAuthorizer.class.getName(),
                // The controller's listener has no log-in; the broker itself is its only client.
                "super.users", "User:" + ADMIN + ";User:ANONYMOUS"));
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20),
                "auto.create.topics.enable", "false"));
        return settings;
    }

    private static String logIn(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The address for clients. */
    String servers() {
        return "127.0.0.1:" + port;
    }

    /** What a client of this broker sets, as keys of Inkstream. */
    Map<String, String> settings(String user, String password, Certificates certificates) {
        return new TreeMap<>(Map.of(
                "bootstrap.servers", servers(),
                "kafka.security.protocol", "SASL_SSL",
                "kafka.sasl.mechanism", "SCRAM-SHA-256",
                "kafka.sasl.jaas.config", logIn(user, password),
                "kafka.ssl.truststore.location", certificates.truststore().toString(),
                "kafka.ssl.truststore.password", certificates.password()));
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
