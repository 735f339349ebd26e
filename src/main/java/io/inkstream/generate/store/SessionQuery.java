package io.inkstream.generate.store;

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

    /** Another instance has it, if there is one; host, without brackets, and port are what its {@code application.server} says. */
    public record Elsewhere(String host, int port) implements Answer {}

    /** Nobody can say now: the generator starts or moves its tasks, or who has it does not say where to ask. */
    public record NotNow(String why) implements Answer {}

    /**
     * @param self this instance's {@code application.server}; empty if it has none, and then it is asked alone
     * @param key the key of the session's prompts
     */
    public static Answer ask(KafkaStreams generator, Optional<HostInfo> self, String model, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        var sessions = StoreQueryParameters.fromNameAndType(
                SessionStore.STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore());
        try {
            if (self.isPresent()) {
                var owner = owner(generator, bytes);
                if (owner.activeHost().equals(HostInfo.unavailable())) {
                    return new NotNow(
                            "no instance says that it has the session's partition: it is being moved, or the one"
                                    + " that has it does not set application.server");
                }
                if (!owner.activeHost().equals(self.get())) {
                    return new Elsewhere(
                            owner.activeHost().host(), owner.activeHost().port());
                }
                // That partition alone: while it is still on its way here, the others would know of no such session.
                sessions = sessions.withPartition(owner.partition());
            }
            byte[] value = generator.store(sessions).get(SessionStore.key(model, bytes));
            return value == null ? new Unknown() : new Found(SessionView.of(model, key, value));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return new NotNow(e.getMessage());
        }
    }

    /** A session is where its prompts are: by their key, as producers partition. */
    private static KeyQueryMetadata owner(KafkaStreams generator, byte[] key) {
        return generator.queryMetadataForKey(
                SessionStore.STORE,
                key,
                (topic, prompt, value, partitions) ->
                        Optional.of(Set.of(Utils.toPositive(Utils.murmur2(prompt)) % partitions)));
    }
}
