package io.inkstream.local;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalBrokerIT {

    private static final TopicPartition TEXT = new TopicPartition("text", 0);

    @TempDir
    private Path folder;

    @Test
    void its_records_are_there_after_a_restart_on_another_port() throws Exception {
        try (var broker = LocalBroker.start(folder, 0)) {
            create(broker.bootstrapServers());
            send(broker.bootstrapServers(), "once");
        }

        try (var broker = LocalBroker.start(folder, 0)) {
            send(broker.bootstrapServers(), "upon");

            assertThat(read(broker.bootstrapServers(), 2)).containsExactly("once", "upon");
        }
    }

    @Test
    void its_records_are_there_after_it_was_killed() throws Exception {
        var process = process();
        try {
            var servers = process.inputReader().readLine();
            create(servers);
            send(servers, "a time");
            assertThatThrownBy(() -> LocalBroker.start(folder, 0))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessage("folder " + folder + " is in use by another process (pid " + process.pid()
                            + "): stop that one, or choose another folder with --dir");
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (var broker = LocalBroker.start(folder, 0)) {
            // It waits for the killed one's session, of 9 s by Kafka's own defaults.
            assertThat(setting(broker.bootstrapServers(), "broker.session.timeout.ms"))
                    .isEqualTo("2000");
            assertThat(read(broker.bootstrapServers(), 1)).containsExactly("a time");
        }
    }

    @Test
    void a_port_that_is_taken_is_named_with_its_flag() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalBroker.start(folder, other.getLocalPort()))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessageStartingWith("port " + other.getLocalPort() + " on 127.0.0.1 cannot be used")
                    .hasMessageContaining("choose another with --kafka-port");
        }
        DirectoryLock.acquire(folder).close();
    }

    @Test
    void data_of_another_node_is_refused_with_its_folder() throws IOException {
        Files.createDirectories(folder.resolve("log"));
        Files.writeString(folder.resolve("log/meta.properties"), "version=1\nnode.id=7\ncluster.id=other\n");

        assertThatThrownBy(() -> LocalBroker.start(folder, 0))
                .isInstanceOf(LocalStartException.class)
                .hasMessageStartingWith("the local broker did not start from " + folder.resolve("log"))
                .hasMessageContaining("7");
        DirectoryLock.acquire(folder).close();
    }

    private Process process() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalBrokerProcess.class.getName(),
                        folder.toString(),
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String setting(String servers, String name) throws InterruptedException, ExecutionException {
        var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            return admin.describeConfigs(List.of(broker))
                    .all()
                    .get()
                    .get(broker)
                    .get(name)
                    .value();
        }
    }

    private static void create(String servers) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(TEXT.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void send(String servers, String text) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TEXT.topic(), "key", text)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(String servers, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
        var texts = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(TEXT));
            patiently().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> texts.add(record.value()));
                return texts.size() >= count;
            });
        }
        return texts;
    }
}
