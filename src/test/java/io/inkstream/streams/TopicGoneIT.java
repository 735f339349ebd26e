package io.inkstream.streams;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalBroker;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.StubRegistry;
import io.inkstream.streams.lifecycle.Diagnosis;
import io.inkstream.streams.lifecycle.StreamsRunner;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The topic that a trainer reads is deleted while it runs, and made again. */
final class TopicGoneIT {

    /** Tries until it is made again: with the pauses that is some seconds. */
    private static final int TRIES = 4;

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @Test
    void it_waits_says_so_once_and_learns_again_once_the_topic_is_there() throws Exception {
        var log = (Logger) LoggerFactory.getLogger(StreamsRunner.class);
        lines.start();
        log.addAppender(lines);
        try (var broker = LocalBroker.start(folder.resolve("broker"), 0);
                var registry = new StubRegistry()) {
            var configuration = Configuration.load(
                    Map.of(
                            "bootstrap.servers", broker.bootstrapServers(),
                            "schema.registry.url", registry.url(),
                            "profile", "seed",
                            "nodes", "4",
                            "batch.size", "2",
                            "segment.length", "10",
                            "report.every", "1",
                            "validation.characters", "0",
                            "state.dir", folder.resolve("state").toString()),
                    Map.of(),
                    Optional.empty());
            try (var topics = new TopicAdmin(configuration.kafka());
                    var trainer = StreamsApplication.trainer(configuration)) {
                topics.create(Topics.all(configuration));
                trainer.start();
                sendAndAwaitReport(configuration);

                topics.delete(List.of(TopicNames.CORPUS));
                patiently("tries").until(() -> trainer.restarts().getOrDefault(Diagnosis.Kind.TOPIC, 0L) >= TRIES);
                assertThat(trainer.error()).isEmpty();
                assertThat(lines.list)
                        .filteredOn(event -> event.getLevel() == Level.WARN)
                        .extracting(ILoggingEvent::getFormattedMessage)
                        .singleElement()
                        .asString()
                        .contains(
                                "does not exist (one of corpus-in, corpus-ordered, model-requests)",
                                "bin/inkstream topics create");

                patiently()
                        .ignoreExceptions()
                        .until(() -> topics.create(Topics.all(configuration)).stream()
                                .anyMatch(TopicAdmin.Created::isNew));
                sendAndAwaitReport(configuration);
                assertThat(trainer.error()).isEmpty();
            }
        } finally {
            log.detachAppender(lines);
        }
    }

    /** Text of a window, and a report more than there were. */
    private static void sendAndAwaitReport(Configuration configuration) throws Exception {
        try (var producer = new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer());
                var reports = new TopicReader(configuration, TopicNames.METRICS)) {
            long before = reports.end(0);
            producer.send(new ProducerRecord<>(TopicNames.CORPUS, "one two three four five "))
                    .get();
            patiently("a report").until(() -> reports.end(0) > before);
        }
    }
}
