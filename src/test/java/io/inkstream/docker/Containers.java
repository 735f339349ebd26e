package io.inkstream.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** A network with a broker or three, a registry, and containers of the project's image, as an operator would start them. */
final class Containers implements AutoCloseable {

    private static final int MEBIBYTE = 1 << 20;
    /** For a container to be ready: seconds, but on a machine that does other work besides. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    /** For a thing that must happen to happen, likewise. */
    static final Duration SOON = Duration.ofMinutes(8);

    private static final String PROGRAM = "/opt/inkstream/bin/inkstream";
    private static final Pattern KEY = Pattern.compile(".*\"key\":\"([^\"]*)\".*");

    final Network network = Network.newNetwork();
    private final DockerClient docker = DockerClientFactory.instance().client();
    private final List<GenericContainer<?>> started = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();
    private final String brokers;

    /** @param brokers what the containers call them: {@code bootstrap.servers} */
    private Containers(String brokers) {
        this.brokers = brokers;
    }

    static Containers withOneBroker() {
        var containers = new Containers("broker:19092");
        containers.start(new KafkaContainer(Images.kafka())
                .withNetwork(containers.network)
                .withListener("broker:19092")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withStartupTimeout(PATIENCE));
        containers.startRegistry();
        return containers;
    }

    /** Three nodes, each broker and controller: replication 3, two in sync for a write. */
    static Containers withThreeBrokers() {
        var containers = new Containers("broker-1:9092,broker-2:9092,broker-3:9092");
        var nodes = new ArrayList<GenericContainer<?>>();
        for (int id = 1; id <= 3; id++) {
            nodes.add(new GenericContainer<>(Images.kafka())
                    .withNetwork(containers.network)
                    .withNetworkAliases("broker-" + id)
                    .withEnv(Map.ofEntries(
                            Map.entry("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw"),
                            Map.entry("KAFKA_NODE_ID", Integer.toString(id)),
                            Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                            Map.entry(
                                    "KAFKA_CONTROLLER_QUORUM_VOTERS",
                                    "1@broker-1:9093,2@broker-2:9093,3@broker-3:9093"),
                            Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                            Map.entry("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093"),
                            Map.entry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://broker-" + id + ":9092"),
                            Map.entry(
                                    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"),
                            Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT"),
                            Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3"),
                            Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3"),
                            Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2"),
                            Map.entry("KAFKA_MIN_INSYNC_REPLICAS", "2"),
                            Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000"),
                            Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")))
                    .waitingFor(Wait.forLogMessage(".*Kafka Server started.*\\n", 1))
                    .withStartupTimeout(PATIENCE));
        }
        // None is ready before two are there.
        containers.started.addAll(nodes);
        nodes.parallelStream().forEach(GenericContainer::start);
        containers.startRegistry();
        return containers;
    }

    private void startRegistry() {
        start(new GenericContainer<>(Images.registry())
                .withNetwork(network)
                .withNetworkAliases("registry")
                .withExposedPorts(8080)
                .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").forPort(8080))
                .withStartupTimeout(PATIENCE));
    }

    private <C extends GenericContainer<?>> C start(C container) {
        started.add(container);
        container.start();
        return container;
    }

    /** The broker with this number, from 1. */
    GenericContainer<?> broker(int number) {
        return started.get(number - 1);
    }

    /** A volume of this name, empty, which goes when the tests have ended. */
    String volume(String name) {
        String volume = "inkstream-" + network.getId().substring(0, 12) + "-" + name;
        docker.createVolumeCmd().withName(volume).exec();
        volumes.add(volume);
        return volume;
    }

    /**
     * Runs the image under the restrictions of the Kubernetes manifests: not root, nothing to be written but its volume, no capabilities.
     *
     * @param host its name, and so its instance id
     * @param volume where its state is
     */
    GenericContainer<?> run(
            DockerImageName image,
            String host,
            String volume,
            int mebibytes,
            Map<String, String> settings,
            String... command) {
        var container = new GenericContainer<>(image)
                .withNetwork(network)
                .withEnv("INKSTREAM_BOOTSTRAP_SERVERS", brokers)
                .withEnv("INKSTREAM_SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7")
                .withEnv(settings)
                .withCommand(command)
                .withCreateContainerCmdModifier(create -> create.withHostName(host)
                        .getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(com.github.dockerjava.api.model.Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges"))
                        .withBinds(new Bind(volume, new Volume("/var/lib/inkstream")))
                        .withMemory((long) mebibytes * MEBIBYTE)
                        .withMemorySwap((long) mebibytes * MEBIBYTE))
                .withStartupTimeout(PATIENCE);
        return start(container);
    }

    /** A container in which the command line is used, with which the topics are made. */
    GenericContainer<?> shell(Map<String, String> settings) {
        var container = new GenericContainer<>(Images.inkstream())
                .withNetwork(network)
                .withEnv("INKSTREAM_BOOTSTRAP_SERVERS", brokers)
                .withEnv("INKSTREAM_SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7")
                .withEnv(settings)
                .withCreateContainerCmdModifier(create -> create.withEntrypoint("sleep", "3600"));
        start(container);
        var made = inkstream(container, "topics", "create");
        if (made.getExitCode() != 0) {
            throw new IllegalStateException("the topics were not made: " + made.getStderr());
        }
        return container;
    }

    /** Runs {@code bin/inkstream} there and returns what it printed and its exit code. */
    static ExecResult inkstream(GenericContainer<?> shell, String... arguments) {
        var command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(arguments));
        return execute(shell, command);
    }

    private static ExecResult execute(GenericContainer<?> shell, List<String> command) {
        try {
            return shell.execInContainer(command.toArray(String[]::new));
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        }
    }

    /** The sessions of the first so many replies, as they were written. */
    static List<String> sessions(GenericContainer<?> shell, int replies) {
        // With an end: a reply that never comes is to be told by those that are there.
        var tail = execute(
                shell,
                List.of(
                        "timeout",
                        Long.toString(SOON.toSeconds()),
                        PROGRAM,
                        "tail",
                        "generated-text",
                        "--from-beginning",
                        "--json",
                        "--max",
                        Integer.toString(replies)));
        return tail.getStdout()
                .lines()
                .map(line -> KEY.matcher(line).replaceFirst("$1"))
                .toList();
    }

    InspectContainerResponse inspect(GenericContainer<?> container) {
        return docker.inspectContainerCmd(container.getContainerId()).exec();
    }

    /** SIGKILL, and the same container started again: its volumes and its name stay. */
    void killAndStartAgain(GenericContainer<?> container) {
        kill(container);
        startAgain(container);
    }

    void kill(GenericContainer<?> container) {
        docker.killContainerCmd(container.getContainerId()).exec();
    }

    void startAgain(GenericContainer<?> container) {
        docker.startContainerCmd(container.getContainerId()).exec();
    }

    /** SIGTERM, and after ten seconds SIGKILL. */
    void stop(GenericContainer<?> container) {
        docker.stopContainerCmd(container.getContainerId()).withTimeout(10).exec();
    }

    void disconnect(GenericContainer<?> container) {
        docker.disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(container.getContainerId())
                .exec();
    }

    void connect(GenericContainer<?> container) {
        docker.connectToNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).stop();
        }
        volumes.forEach(volume -> docker.removeVolumeCmd(volume).exec());
        network.close();
    }
}
