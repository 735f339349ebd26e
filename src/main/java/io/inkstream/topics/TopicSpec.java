package io.inkstream.topics;

import java.util.Map;

/**
 * A topic and its settings.
 *
 * @param config settings that differ from the cluster's defaults, as Kafka names them
 */
public record TopicSpec(String name, int partitions, short replication, Map<String, String> config) {

    public TopicSpec {
        config = Map.copyOf(config);
    }
}
