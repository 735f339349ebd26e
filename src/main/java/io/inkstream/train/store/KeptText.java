package io.inkstream.train.store;

import io.inkstream.train.corpus.TextPiece;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The text that a model's checkpoint has not wholly left behind, piece by piece as it came: what is read again after a restart.
 * A logged store holds it, so a piece is there exactly when its offset is committed.
 *
 * <p>A piece is kept in parts, for beside its key and what is known of it a record as large as its topic takes would not fit its
 * changelog. Key: the model's name, a zero byte, the offset (8 bytes, big-endian), and from the second part on its number (4
 * bytes). Value: the piece's place in the model's text (8 bytes), its unexpected characters (4 bytes; of a piece that is held out
 * their complement, which is negative), both in the first part alone, and ids.
 */
public final class KeptText {

    public static final String STORE = "kept-text";

    /** Ids in a part, as many bytes: half of what a broker takes by default. */
    static final int PART_BYTES = 512 << 10;

    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private final KeyValueStore<Bytes, byte[]> store;

    public KeptText(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Changelog.SETTINGS);
    }

    void put(String model, TextPiece piece) {
        byte[] ids = piece.ids();
        int first = Math.min(PART_BYTES, ids.length);
        store.put(
                key(model, piece.offset()),
                ByteBuffer.allocate(HEADER + first)
                        .putLong(piece.start())
                        .putInt(piece.heldOut() ? ~piece.unexpected() : piece.unexpected())
                        .put(ids, 0, first)
                        .array());
        for (int at = first; at < ids.length; at += PART_BYTES) {
            store.put(
                    part(model, piece.offset(), at / PART_BYTES),
                    Arrays.copyOfRange(ids, at, Math.min(ids.length, at + PART_BYTES)));
        }
    }

    void drop(String model, TextPiece piece) {
        store.delete(key(model, piece.offset()));
        for (int at = PART_BYTES; at < piece.ids().length; at += PART_BYTES) {
            store.delete(part(model, piece.offset(), at / PART_BYTES));
        }
    }

    /**
     * The pieces of a model in the order they came.
     *
     * @throws IllegalStateException if they are not what a trainer kept: somebody else wrote to the changelog
     */
    public List<TextPiece> of(String model) {
        var pieces = new ArrayList<TextPiece>();
        try (var found = store.range(key(model, 0), key(model, Long.MAX_VALUE))) {
            while (found.hasNext()) {
                var entry = found.next();
                add(pieces, model, entry.key.get(), ByteBuffer.wrap(entry.value));
            }
        }
        return pieces;
    }

    private static void add(List<TextPiece> pieces, String model, byte[] key, ByteBuffer value) {
        int suffix = key.length - prefix(model).length;
        var before = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        if (suffix == Long.BYTES && value.remaining() >= HEADER) {
            long start = value.getLong();
            int unexpected = value.getInt();
            boolean heldOut = unexpected < 0;
            var piece = new TextPiece(
                    offset(model, Bytes.wrap(key)),
                    start,
                    heldOut ? ~unexpected : unexpected,
                    rest(value),
                    heldOut,
                    null);
            require(before == null || before.end() == piece.start(), model, piece.offset());
            pieces.add(piece);
        } else {
            require(suffix == Long.BYTES + Integer.BYTES && before != null && value.hasRemaining(), model, -1);
            // Only what fills its parts has a further one.
            int length = before.ids().length;
            require(
                    length > 0
                            && length % PART_BYTES == 0
                            && Arrays.equals(
                                    key,
                                    part(model, before.offset(), length / PART_BYTES)
                                            .get()),
                    model,
                    before.offset());
            pieces.set(pieces.size() - 1, before.with(rest(value)));
        }
    }

    private static void require(boolean holds, String model, long offset) {
        if (!holds) {
            throw Changelog.spoiled(
                    STORE,
                    model,
                    "its text does not continue where the previous piece ends"
                            + (offset < 0 ? "" : ", at offset " + offset));
        }
    }

    private static byte[] rest(ByteBuffer value) {
        byte[] rest = new byte[value.remaining()];
        value.get(rest);
        return rest;
    }

    static long offset(String model, Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong(prefix(model).length);
    }

    static Bytes key(String model, long offset) {
        byte[] prefix = prefix(model);
        return Bytes.wrap(ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(offset)
                .array());
    }

    /** Sorts behind the first part of its piece, and before the next piece. */
    private static Bytes part(String model, long offset, int part) {
        byte[] first = key(model, offset).get();
        return Bytes.wrap(ByteBuffer.allocate(first.length + Integer.BYTES)
                .put(first)
                .putInt(part)
                .array());
    }

    private static byte[] prefix(String model) {
        return (model + (char) 0).getBytes(StandardCharsets.UTF_8);
    }
}
