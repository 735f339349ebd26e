package io.inkstream.chaos;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.StringJoiner;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One of three Kafka nodes, broker and controller, in a process of its own. Arguments: its folder, its id from 1, the three
 * brokers' ports, the three controllers' ports.
 */
final class ClusterNode {

    private static final int NODES = 3;
    private static final String CLUSTER =
            Uuid.fromString("Q2hhb3NDaGFvc0NoYW9zQw").toString();

    private ClusterNode() {}

    public static void main(String[] args) throws Exception {
        var log = Path.of(args[0]);
        int id = Integer.parseInt(args[1]);
        if (!Files.exists(log.resolve("meta.properties"))) {
            Files.createDirectories(log);
            new Formatter()
                    .setClusterId(CLUSTER)
                    .setNodeId(id)
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(new PrintStream(System.err, true))
                    .run();
        }
        var server = new KafkaRaftServer(KafkaConfig.fromProps(settings(log, id, args), false), Time.SYSTEM);
        server.startup();
        server.awaitShutdown();
    }

    private static Properties settings(Path log, int id, String[] args) {
        var voters = new StringJoiner(",");
        for (int node = 1; node <= NODES; node++) {
            voters.add("%d@127.0.0.1:%s".formatted(node, args[1 + NODES + node]));
        }
        var settings = new Properties();
        settings.setProperty("log.dirs", log.toString());
        settings.setProperty("node.id", Integer.toString(id));
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty(
                "listeners",
                "PLAINTEXT://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s".formatted(args[1 + id], args[1 + NODES + id]));
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + args[1 + id]);
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("controller.quorum.voters", voters.toString());
        settings.setProperty("default.replication.factor", "3");
        settings.setProperty("min.insync.replicas", "2");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        settings.setProperty("auto.create.topics.enable", "false");
        return settings;
    }
}
