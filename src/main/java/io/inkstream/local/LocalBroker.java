package io.inkstream.local;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka node, broker and controller, in this JVM: for the demo, benchmarks and tests. It listens on the loopback address alone
 * and keeps its data in a folder, from which the next start continues, also after this process was killed.
 *
 * <p>A fault that Kafka deems fatal while it runs (the disk is full, say) ends the JVM, as it ends Kafka's own process.
 */
public final class LocalBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final DirectoryLock lock;
    private final KafkaRaftServer server;
    private final int port;

    private LocalBroker(DirectoryLock lock, KafkaRaftServer server, int port) {
        this.lock = lock;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker and returns when it takes requests.
     *
     * @param directory its data, created if missing; one broker at a time
     * @param port the port for clients, 0 for any free one
     * @throws LocalStartException if the folder is in use or cannot be written, the port is taken, or Kafka refuses to start
     */
    public static LocalBroker start(Path directory, int port) {
        var lock = DirectoryLock.acquire(directory);
        try {
            return start(lock, directory.toAbsolutePath().resolve("log"), FreePorts.claim(port, "--kafka-port"));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static LocalBroker start(DirectoryLock lock, Path log, int port) {
        KafkaRaftServer server = null;
        try {
            if (!Files.exists(log.resolve("meta.properties"))) {
                format(log);
            }
            server = new KafkaRaftServer(KafkaConfig.fromProps(settings(log, port), false), Time.SYSTEM);
            server.startup();
            return new LocalBroker(lock, server, port);
        } catch (Exception e) {
            if (server != null) {
                server.shutdown();
            }
            throw new LocalStartException(
                    "the local broker did not start from " + log + " on port " + port + ": " + e.getMessage()
                            + "; if its data is damaged, remove the folder and everything in it is lost",
                    e);
        }
    }

    /** Writes the cluster's identity. The file meta.properties comes last: a format that was cut short is done again. */
    private static void format(Path log) throws Exception {
        Files.createDirectories(log);
        var output = new ByteArrayOutputStream();
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .addDirectory(log.toString())
                .setMetadataLogDirectory(log.toString())
                .setControllerListenerName("CONTROLLER")
                .setPrintStream(new PrintStream(output, true, StandardCharsets.UTF_8))
                .run();
    }

    private static Properties settings(Path log, int port) {
        var controllerPort = FreePorts.claimOther(port, "--kafka-port");
        var settings = new Properties();
        settings.setProperty("log.dirs", log.toString());
        settings.setProperty("node.id", "1");
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty(
                "listeners", "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d".formatted(HOST, port, controllerPort));
        settings.setProperty("advertised.listeners", "PLAINTEXT://%s:%d".formatted(HOST, port));
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        // The voters named here are not kept in the data (those of a dynamic quorum are), so each start may take
        // another port.
        settings.setProperty("controller.quorum.voters", "1@%s:%d".formatted(HOST, controllerPort));

        // A killed broker's registration holds until its session ends: the next start waits for that.
        settings.setProperty("broker.session.timeout.ms", "2000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");

        // One node: no second replica to wait for, and few partitions to open at start.
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("min.insync.replicas", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "1");
        // A transaction that begins while the one before is being ended is tried again after this, instead of 20 ms.
        settings.setProperty("add.partitions.to.txn.retry.backoff.ms", "1");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        // The cleaner takes this from the heap at once: 128 MiB by default, for far more keys than live here.
        settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));

        // A demo that is started again after a month still has its corpus and knows how far it has read.
        settings.setProperty("log.retention.ms", "-1");
        settings.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        settings.setProperty("auto.create.topics.enable", "false");
        return settings;
    }

    /** The address for clients, {@code host:port}. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** The port for clients. */
    public int port() {
        return port;
    }

    /** Stops the broker in order, waits until it has, and lets go of the folder. */
    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            lock.close();
        }
    }
}
