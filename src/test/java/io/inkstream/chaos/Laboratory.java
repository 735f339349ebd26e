package io.inkstream.chaos;

import static io.inkstream.Patience.patiently;

import io.inkstream.Patience;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalRegistry;
import io.inkstream.local.TemporaryFolder;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.TopicPartition;

/** Brokers, a registry and instances of Inkstream, each a process of its own, with their data in one temporary folder. */
final class Laboratory implements AutoCloseable {

    private static final Path HOME = Path.of(System.getProperty("inkstream.home"));
    /** What is behind the build, and stays for whoever looks for the reason of a failure. */
    static final Path RESULTS = HOME.resolveSibling("chaos");

    private static final List<String> SMALL = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

    private final Path logs;
    private final TemporaryFolder folder;
    private final List<Child> children = new ArrayList<>();
    private final List<Broker> brokers = new ArrayList<>();
    private final Map<String, String> settings = new TreeMap<>();
    private LocalRegistry registry;
    private int registryPort;
    private TopicsOutside topics;
    private Admin admin;

    private Laboratory(String name) throws IOException {
        logs = RESULTS.resolve(name);
        folder = TemporaryFolder.create("inkstream-chaos-");
        registry = LocalRegistry.start(HOME, folder.path().resolve("registry"), 0);
    }

    /** With the broker of {@code bin/inkstream broker}. */
    static Laboratory withOneBroker(String name) throws IOException {
        var laboratory = new Laboratory(name);
        int port = freePorts(1).get(0);
        laboratory.addBroker(
                "broker", "io.inkstream.local.LocalBrokerProcess", List.of("broker", Integer.toString(port)));
        laboratory.ready("127.0.0.1:" + port);
        return laboratory;
    }

    /** With three brokers: three copies of everything, two of which must be there. */
    static Laboratory withThreeBrokers(String name) throws IOException {
        var laboratory = new Laboratory(name);
        var ports = freePorts(6).stream().map(Object::toString).toList();
        for (int id = 1; id <= 3; id++) {
            var arguments = new ArrayList<>(List.of("broker-" + id, Integer.toString(id)));
            arguments.addAll(ports);
            laboratory.addBroker("broker-" + id, ClusterNode.class.getName(), arguments);
        }
        laboratory.settings.put("replication.factor", "3");
        laboratory.ready("127.0.0.1:" + String.join(",127.0.0.1:", ports.subList(0, 3)));
        return laboratory;
    }

    /** @param arguments the first is a folder within ours */
    private void addBroker(String name, String main, List<String> arguments) {
        var resolved = new ArrayList<>(arguments);
        resolved.set(0, folder.path().resolve(arguments.get(0)).toString());
        brokers.add(new Broker(() -> child(name, SMALL, Map.of(), main, resolved)));
    }

    private void ready(String servers) {
        settings.put("bootstrap.servers", servers);
        awaitBrokers();
        registry.awaitReady(Patience.LIMIT);
        registryPort = registry.url().getPort();
        settings.put("schema.registry.url", registry.url().toString());
        admin = Admin.create(Map.of("bootstrap.servers", (Object) servers));
        topics = new TopicsOutside(Configuration.load(settings, Map.of(), Optional.empty()));
    }

    /** How it is reached, as settings. A copy. */
    Map<String, String> settings(Map<String, String> more) {
        var all = new TreeMap<>(settings);
        all.putAll(more);
        return all;
    }

    /** The same as a configuration; makes the topics that are not there. */
    Configuration configure(Map<String, String> more) {
        var configuration = Configuration.load(settings(more), Map.of(), Optional.empty());
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        return configuration;
    }

    Path folder() {
        return folder.path();
    }

    List<Broker> brokers() {
        return brokers;
    }

    void awaitBrokers() {
        brokers.forEach(broker -> broker.child().requireAlive());
        TopicAdmin.awaitBroker(Map.of("bootstrap.servers", settings.get("bootstrap.servers")), Patience.LIMIT);
    }

    /** Whether every partition of every topic has all its replicas in step. */
    boolean isFullyReplicated() throws Exception {
        try {
            var options = new ListTopicsOptions().listInternal(true);
            var names = admin.listTopics(options).names().get();
            return admin.describeTopics(names).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.isr().size() == partition.replicas().size());
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** The instances of a topology in its group, and the partitions that each reads; none while the group shares them out. */
    Map<String, Set<TopicPartition>> members(String group) {
        var partitions = new TreeMap<String, Set<TopicPartition>>();
        try {
            for (var member : admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members()) {
                // Kafka Streams puts the number of the thread behind the instance.
                String thread = member.groupInstanceId().orElseThrow();
                partitions.put(
                        thread.substring(group.length() + 1, thread.lastIndexOf('-')),
                        member.assignment().topicPartitions());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("group " + group + " cannot be described", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return partitions;
    }

    /** Lets a topic take records with times of any future. */
    void allowAnyTime(String topic) {
        topics().alter(List.of(topic), "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    }

    /** Its topics from outside. */
    TopicsOutside topics() {
        return topics;
    }

    void stopRegistry() {
        registry.close();
    }

    void startRegistry() {
        registry = LocalRegistry.start(HOME, folder.path().resolve("registry"), registryPort);
        registry.awaitReady(Patience.LIMIT);
    }

    /**
     * Starts a part of Inkstream as {@code bin/inkstream} does.
     *
     * @param command {@code train} or {@code generate}
     * @param instance its {@code instance.id}
     * @param settings all its other settings
     */
    Child inkstream(String command, String instance, Map<String, String> settings) {
        return inkstream(command, instance, settings, Map.of());
    }

    /** The same, with an environment. */
    Child inkstream(String command, String instance, Map<String, String> settings, Map<String, String> environment) {
        var arguments = new ArrayList<>(List.of(command, "--set", "instance.id=" + instance));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return child(
                command + "-" + instance,
                List.of("-Dfile.encoding=UTF-8", "-Dinkstream.home=" + HOME),
                environment,
                "io.inkstream.cli.Inkstream",
                arguments);
    }

    private Child child(
            String name, List<String> options, Map<String, String> environment, String main, List<String> arguments) {
        var child = Child.start(name, logs, options, environment, main, arguments);
        children.add(child);
        return child;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Override
    public void close() {
        // The clients first: they would otherwise spend their end on looking for a broker.
        for (int i = children.size() - 1; i >= 0; i--) {
            children.get(i).kill();
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
        registry.close();
        patiently().ignoreException(IOException.class).untilAsserted(folder::close);
    }
}
