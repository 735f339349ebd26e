package io.inkstream.cli;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.topics.AvroSerdes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
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
    public Integer call() throws IOException {
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
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer()).close();
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer()).close();
        var prompt = Prompt.newBuilder().setText("").build();
        Prompt.getDecoder()
                .decode(ByteBuffer.wrap(Prompt.getEncoder().encode(prompt).array()));
        GeneratedText.getDecoder();
        return ExitCode.OK;
    }
}
