package io.inkstream.generate.store;

import io.inkstream.checkpoint.Digests;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.SchemaFingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The replies to prompts with an idempotency key, in a logged store: they commit with what they were sent with, and a prompt that comes
 * again gets them again. What came to nothing (an error, a cancellation) is not kept, and may be asked anew.
 *
 * <p>Key: the SHA-256 of record key and idempotency key (32 bytes), the continuation's index (1), the piece (4). Value: the prompt's time
 * (8 bytes, milliseconds since 1970), then the reply as it was sent.
 */
public final class ReplyCache {

    public static final String STORE = "answered-prompts";

    private static final int PREFIX = 32;
    private static final Set<FinishReason> KEPT =
            EnumSet.of(FinishReason.PENDING, FinishReason.LENGTH, FinishReason.STOP);

    private final KeyValueStore<Bytes, byte[]> store;
    private final Serde<SpecificRecord> values;
    private final Expiry expiry;
    private final StrangeEntries strange;

    /**
     * @param ttl how long after a prompt its replies are kept
     * @param strange hears of what is no reply
     */
    public ReplyCache(
            KeyValueStore<Bytes, byte[]> store, Serde<SpecificRecord> values, Duration ttl, StrangeEntries strange) {
        this.store = store;
        this.values = values;
        this.strange = strange;
        this.expiry = new Expiry(store, ttl, ReplyCache::time, reason -> strange.found(STORE, reason));
    }

    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    /** What a prompt with this one's keys was answered with; empty if none was, or this one has no idempotency key. */
    public List<GeneratedText> find(PromptRecord record, Prompt prompt) {
        if (prompt.getIdempotencyKey() == null) {
            return List.of();
        }
        var replies = new ArrayList<GeneratedText>();
        byte[] prefix = prefix(record, prompt);
        try (var entries = store.range(first(prefix), last(prefix))) {
            while (entries.hasNext()) {
                byte[] value = entries.next().value;
                try {
                    if (!expiry.isOver(value, record.promptedAt())) {
                        replies.add(reply(value));
                    }
                } catch (RuntimeException e) {
                    if (RegistryFailures.isUnavailable(e)) {
                        throw e;
                    }
                    strange.found(STORE, e);
                }
            }
        }
        return isWhole(replies) ? replies : List.of();
    }

    /** Keeps what is sent for a prompt, if it has an idempotency key. What was answered stays as it is. */
    public void put(PromptRecord record, Prompt prompt, GeneratedText reply) {
        if (prompt.getIdempotencyKey() == null) {
            return;
        }
        if (KEPT.contains(reply.getFinishReason())) {
            keep(record, prefix(record, prompt), reply);
        } else if (find(record, prompt).isEmpty()) {
            // What the same prompt had sent before; another's, with the same keys, goes on.
            delete(
                    prefix(record, prompt),
                    value -> time(value).equals(record.promptedAt())
                            && reply(value).getId().equals(reply.getId()));
        }
    }

    private void keep(PromptRecord record, byte[] prefix, GeneratedText reply) {
        if (!reply.getPromptedAt().equals(record.promptedAt())) {
            return; // to the prompt before, given again
        }
        if (reply.getPiece() == 0) {
            // What is left of a prompt that was answered too long ago.
            delete(prefix, value -> !time(value).equals(record.promptedAt()));
        }
        var headers = new RecordHeaders();
        byte[] bytes =
                SchemaFingerprint.keep(headers, values.serializer().serialize(TopicNames.GENERATED, headers, reply));
        store.put(
                key(prefix, reply.getIndex(), reply.getPiece()),
                ByteBuffer.allocate(Long.BYTES + bytes.length)
                        .putLong(record.timestamp())
                        .put(bytes)
                        .array());
    }

    /** Deletes what is no longer kept among the next so many. */
    public void sweep(Instant now, int most) {
        expiry.sweep(now, most);
    }

    private void delete(byte[] prefix, Predicate<byte[]> which) {
        var deleted = new ArrayList<Bytes>();
        try (var entries = store.range(first(prefix), last(prefix))) {
            entries.forEachRemaining(entry -> {
                if (isStrange(entry.value) || which.test(entry.value)) {
                    deleted.add(entry.key);
                }
            });
        }
        deleted.forEach(store::delete);
    }

    /** Whether it has no time, or is no reply. */
    private boolean isStrange(byte[] value) {
        try {
            return time(value).isBefore(Instant.EPOCH) || reply(value) == null;
        } catch (RuntimeException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            strange.found(STORE, e);
            return true;
        }
    }

    /** Whether all pieces of all continuations are there. */
    private static boolean isWhole(List<GeneratedText> replies) {
        int ended = 0;
        int next = 0;
        for (var reply : replies) {
            if (reply.getPiece() != next) {
                return false;
            }
            next = reply.getLast() ? 0 : next + 1;
            ended += reply.getLast() ? 1 : 0;
        }
        return !replies.isEmpty() && ended == replies.get(0).getCount();
    }

    private GeneratedText reply(byte[] value) {
        byte[] bytes = new byte[value.length - Long.BYTES];
        System.arraycopy(value, Long.BYTES, bytes, 0, bytes.length);
        return (GeneratedText) SchemaFingerprint.readKept(values.deserializer(), TopicNames.GENERATED, bytes);
    }

    private static Instant time(byte[] value) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
    }

    private static byte[] prefix(PromptRecord record, Prompt prompt) {
        byte[] session = record.key() == null ? new byte[0] : record.key();
        byte[] key = prompt.getIdempotencyKey().getBytes(StandardCharsets.UTF_8);
        var both = ByteBuffer.allocate(Integer.BYTES + session.length + key.length)
                .putInt(record.key() == null ? -1 : session.length)
                .put(session)
                .put(key);
        return HexFormat.of().parseHex(Digests.sha256(both.array()));
    }

    private static Bytes first(byte[] prefix) {
        return key(prefix, 0, 0);
    }

    private static Bytes last(byte[] prefix) {
        return key(prefix, Byte.MAX_VALUE, Integer.MAX_VALUE);
    }

    private static Bytes key(byte[] prefix, int index, int piece) {
        return Bytes.wrap(ByteBuffer.allocate(PREFIX + Byte.BYTES + Integer.BYTES)
                .put(prefix)
                .put((byte) index)
                .putInt(piece)
                .array());
    }
}
