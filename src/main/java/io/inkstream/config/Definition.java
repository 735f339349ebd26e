package io.inkstream.config;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** All groups of keys, in the order of the documentation. */
final class Definition {

    private static final List<Group> GROUPS = List.of(
            ConnectionKeys.KAFKA,
            ConnectionKeys.REGISTRY,
            ConnectionKeys.TOPICS,
            ModelKeys.MODELS,
            LearningKeys.LEARNING,
            LearningKeys.REPORTS,
            PromptKeys.PROMPTS,
            ServerKeys.GATEWAY,
            ServerKeys.OPERATION);

    private Definition() {}

    static Stream<Key> keys() {
        return GROUPS.stream().flatMap(group -> group.keys().stream());
    }

    static ConfigDef create() {
        var definition = new ConfigDef();
        GROUPS.forEach(group -> group.define(definition));
        return definition;
    }
}
