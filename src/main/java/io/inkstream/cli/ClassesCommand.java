package io.inkstream.cli;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.topics.AvroSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/**
 * Loads the classes of a prompt without a broker: {@code bin/inkstream} runs it after a build, in a JVM that archives what it has loaded
 * when it ends.
 */
@Command(name = "classes", hidden = true, description = "Load what a prompt needs, for the archive of classes.")
final class ClassesCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var configuration = connection.configuration();
        var kafka = configuration.kafka();
        AvroSerdes.values(configuration).close();
        // A client loads the messages of all that it could ask a broker.
        for (var api : ApiKeys.clientApis()) {
            if (api.hasValidVersion()) {
                api.messageType.newRequest();
                api.messageType.newResponse();
            }
        }
        clients(kafka);
        askOverHttp();
        var prompt = Prompt.newBuilder().setText("").build();
        Prompt.getDecoder()
                .decode(ByteBuffer.wrap(Prompt.getEncoder().encode(prompt).array()));
        GeneratedText.getDecoder();
        return ExitCode.OK;
    }

    /** Has each client begin what it does for a prompt, and does not wait for a broker. */
    private static void clients(Map<String, Object> kafka) {
        try (var admin = Admin.create(kafka)) {
            admin.describeCluster();
            admin.describeTopics(List.of("topic"));
            admin.close(Duration.ZERO);
        }
        var soon = new HashMap<>(kafka);
        soon.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "1");
        try (var producer = new KafkaProducer<>(soon, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("topic", new byte[0]));
        }
        try (var consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition("topic", 0)));
            consumer.seek(new TopicPartition("topic", 0), 0);
            consumer.poll(Duration.ofMillis(10));
        }
    }

    /** One request to a server of its own, as the registry is asked. */
    private static void askOverHttp() throws IOException, InterruptedException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                                    .POST(BodyPublishers.ofString("{}"))
                                    .build(),
                            BodyHandlers.ofByteArray());
            try (var caller = server.accept()) {
                caller.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
                answer.join();
            }
        }
    }
}
