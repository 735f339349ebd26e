package io.inkstream.topics;

import io.inkstream.checkpoint.Chunks;
import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How large a record topics take: their {@code max.message.bytes}, which holds for a record as it is sent, with key and framing. */
public final class MaxMessageBytes {

    /** Kafka's default, which ours need at most; dead letters are told to take more. */
    public static final int DEFAULT = 1_048_588;

    private static final Logger LOG = LoggerFactory.getLogger(MaxMessageBytes.class);
    private static final int ANSWER_MS = 5_000;

    /** Beside its bytes a piece of a checkpoint has a key, a model's name of up to 100 characters twice, numbers, and a header. */
    private static final int BESIDE_A_PIECE = 576;

    private static final int LEAST_PIECE = 512;

    private MaxMessageBytes() {}

    /**
     * Of topics, in the order of their names; of those alone that are there and that this user may know of.
     *
     * @throws ExecutionException if the brokers do not answer
     */
    public static Map<String, Integer> of(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException {
        var names = admin.listTopics().names().get();
        var resources = topics.stream()
                .filter(names::contains)
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        var found = new TreeMap<String, Integer>();
        for (var answer : admin.describeConfigs(resources).values().entrySet()) {
            try {
                var entry = answer.getValue().get().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
                found.put(answer.getKey().name(), Integer.parseInt(entry.value()));
            } catch (ExecutionException e) {
                LOG.debug(
                        "The settings of topic {} are not known",
                        answer.getKey().name(),
                        e);
            }
        }
        return found;
    }

    /**
     * Bytes of a checkpoint that go into one record: as many as its topic takes, and the trainer's changelog of it; never more than
     * usual. As usual where the brokers do not say.
     */
    public static int pieceBytes(Configuration configuration) {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
        var topics = Set.of(TopicNames.CHECKPOINTS, configuration.applicationId("train") + "-checkpoint-changelog");
        try (var admin = Admin.create(settings)) {
            int least = of(admin, topics).values().stream()
                    .mapToInt(Integer::intValue)
                    .min()
                    .orElse(DEFAULT);
            return Math.max(LEAST_PIECE, Math.min(Chunks.BYTES, least - BESIDE_A_PIECE));
        } catch (ExecutionException | KafkaException e) {
            LOG.warn("The largest record of {} is unknown ({}): chunks have their usual size", topics, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Chunks.BYTES;
    }
}
