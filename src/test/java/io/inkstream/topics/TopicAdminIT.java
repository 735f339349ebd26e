package io.inkstream.topics;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.local.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicAdminIT {

    @TempDir
    private static Path folder;

    private static LocalBroker broker;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(folder, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void topics_are_created_with_their_settings_and_then_left_as_they_are() {
        var topics = Topics.all(configuration());
        try (var admin = new TopicAdmin(configuration().kafka())) {

            assertThat(admin.create(topics)).hasSameSizeAs(topics).allMatch(topic -> topic.isNew());
            assertThat(admin.create(topics)).hasSameSizeAs(topics).allSatisfy(topic -> {
                assertThat(topic.isNew()).isFalse();
                assertThat(topic.differences()).isEmpty();
            });
            assertThat(admin.list()).containsAll(topics);
        }
    }

    @Test
    void what_differs_from_an_existing_topic_is_said() {
        try (var admin = new TopicAdmin(configuration().kafka())) {
            admin.create(List.of(new TopicSpec("other", 2, (short) 1, Map.of())));

            var again =
                    admin.create(List.of(new TopicSpec("other", 3, (short) 1, Map.of("cleanup.policy", "compact"))));

            assertThat(again)
                    .containsExactly(new TopicAdmin.Created(
                            "other",
                            false,
                            List.of("has 2 partitions, expected 3", "has cleanup.policy=delete, expected compact")));
        }
    }

    @Test
    void a_topic_that_the_cluster_refuses_is_named() {
        try (var admin = new TopicAdmin(configuration().kafka())) {
            assertThatThrownBy(() -> admin.create(List.of(new TopicSpec("copied", 1, (short) 3, Map.of()))))
                    .isInstanceOf(TopicException.class)
                    .hasMessageStartingWith("topic copied: ");
        }
    }

    @Test
    void deleting_names_the_topics_that_were_there() {
        try (var admin = new TopicAdmin(configuration().kafka())) {
            admin.create(List.of(new TopicSpec("doomed", 1, (short) 1, Map.of())));

            assertThat(admin.delete(List.of("doomed", "never-there"))).containsExactly("doomed");
            patiently()
                    .until(() -> admin.list().stream()
                            .noneMatch(topic -> topic.name().equals("doomed")));
        }
    }

    @Test
    void a_broker_that_answers_is_not_waited_for() {
        TopicAdmin.awaitBroker(configuration().kafka(), Duration.ZERO);
    }

    @Test
    void a_broker_that_is_not_there_is_named_with_how_long_it_was_waited_for() {
        Map<String, Object> kafka = Map.of("bootstrap.servers", "127.0.0.1:1");

        assertThatThrownBy(() -> TopicAdmin.awaitBroker(kafka, Duration.ofMillis(1500)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageMatching("no Kafka broker at 127.0.0.1:1 answered within 1 s .*bootstrap.servers.*");
    }

    private static Configuration configuration() {
        return Configuration.load(Map.of("bootstrap.servers", broker.bootstrapServers()), Map.of(), Optional.empty());
    }
}
