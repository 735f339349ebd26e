package io.inkstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.config.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TopicsTest {

    @Test
    void partitions_and_copies_come_from_the_configuration() {
        var set = Map.of(
                "corpus.partitions",
                "2",
                "training.partitions",
                "4",
                "prompts.partitions",
                "3",
                "replication.factor",
                "3");

        var topics = Topics.all(Configuration.load(set, Map.of(), Optional.empty()));

        assertThat(topics.stream().collect(Collectors.toMap(TopicSpec::name, TopicSpec::partitions)))
                .isEqualTo(Map.of(
                        "corpus-in", 2,
                        "corpus-ordered", 4,
                        "prompts", 3,
                        "generated-text", 3,
                        "model-checkpoints", 1,
                        "training-metrics", 1,
                        "model-requests", 4,
                        "inkstream-dead-letters", 1));
        assertThat(topics).allMatch(topic -> topic.replication() == 3);
    }

    @Test
    void none_of_them_can_be_one_for_replies() {
        var everything = Map.of("corpus.scores", "true", "model.shards", "5");
        var topics = Topics.all(Configuration.load(everything, Map.of(), Optional.empty()));

        assertThat(topics)
                .hasSize(13)
                .anyMatch(topic -> topic.name().equals("model-rounds") && topic.partitions() == 5)
                .allSatisfy(topic -> assertThatThrownBy(() ->
                                Configuration.load(Map.of("reply.topics", topic.name()), Map.of(), Optional.empty()))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("reply.topics"));
    }

    @Test
    void only_checkpoints_are_compacted() {
        var topics = Topics.all(Configuration.load(Map.of(), Map.of(), Optional.empty()));

        assertThat(topics)
                .allSatisfy(topic -> assertThat(topic.config())
                        .as(topic.name())
                        .containsEntry(
                                "cleanup.policy", topic.name().equals("model-checkpoints") ? "compact" : "delete"));
    }

    @Test
    void a_dead_letter_may_be_larger_than_the_largest_record_that_kafka_takes_by_default() {
        var topics = Topics.all(Configuration.load(Map.of(), Map.of(), Optional.empty()));

        assertThat(topics)
                .filteredOn(topic -> topic.name().equals("inkstream-dead-letters"))
                .singleElement()
                .satisfies(topic -> assertThat(Integer.parseInt(topic.config().get("max.message.bytes")))
                        .isGreaterThan(1_048_588 + 10_000));
    }
}
