package io.inkstream.generate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** Looks a session up in a running generator, or says which other instance has it. */
public final class SessionQuery {

    private SessionQuery() {}

    /** What became of a question. */
    public sealed interface Answer {}

    /** It is here. */
    public record Found(SessionView session) implements Answer {}

    /** It would be here, and is not. */
    public record Unknown() implements Answer {}

    /** Another instance has it, if there is one; {@code host:port} is what its {@code application.server} says. */
    public record Elsewhere(String host, int port) implements Answer {}

    /** Nobody can say now: the generator starts, or moves its tasks. */
    public record NotNow(String why) implements Answer {}

    /**
     * @param self this instance's {@code application.server}; empty if it has none, and then it is asked alone
     * @param key the key of the session's prompts
     */
    public static Answer ask(KafkaStreams generator, Optional<HostInfo> self, String model, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try {
            if (self.isPresent()) {
                var owner = owner(generator, bytes);
                if (owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
                    return new NotNow("no instance has the session's partition at the moment");
                }
                if (!owner.activeHost().equals(self.get())) {
                    return new Elsewhere(
                            owner.activeHost().host(), owner.activeHost().port());
                }
            }
            byte[] value = generator
                    .store(StoreQueryParameters.fromNameAndType(
                            Sessions.STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore()))
                    .get(Sessions.key(model, bytes));
            return value == null ? new Unknown() : new Found(SessionView.of(model, key, value));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return new NotNow(e.getMessage());
        }
    }

    /** A session is where its prompts are: by their key, as producers partition. */
    private static KeyQueryMetadata owner(KafkaStreams generator, byte[] key) {
        return generator.queryMetadataForKey(
                Sessions.STORE,
                key,
                (topic, prompt, value, partitions) ->
                        Optional.of(Set.of(Utils.toPositive(Utils.murmur2(prompt)) % partitions)));
    }
}
