package io.inkstream.topics;

import io.inkstream.client.CorpusSender;
import io.inkstream.client.InkstreamClient;
import io.inkstream.config.Configuration;

/** Clients of the topics with the brokers, the registry and the serde that are configured. */
public final class Clients {

    private Clients() {}

    /** Asks prompts. */
    public static InkstreamClient prompts(Configuration configuration) {
        return new InkstreamClient(configuration.kafka(), configuration.kafka(), AvroSerdes.values(configuration));
    }

    /**
     * Sends text to learn from.
     *
     * @param key the key of the records, or null
     * @param position characters (UTF-16 units) of the source that were sent before
     */
    public static CorpusSender corpus(Configuration configuration, String key, long position) {
        return new CorpusSender(
                configuration.kafka(), AvroSerdes.values(configuration).serializer(), key, position);
    }
}
