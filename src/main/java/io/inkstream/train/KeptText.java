package io.inkstream.train;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
 * <p>Key: the model's name, a zero byte, the offset (8 bytes, big-endian). Value: the piece's place in the model's text (8
 * bytes), its unexpected characters (4 bytes), its ids.
 */
final class KeptText {

    static final String STORE = "kept-text";

    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private final KeyValueStore<Bytes, byte[]> store;

    KeptText(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * A piece of a model's text.
     *
     * @param offset where it stands on {@code corpus-ordered}
     * @param start the place of its first character in the model's text, in characters of the vocabulary
     * @param unexpected characters in it that the vocabulary does not have
     * @param ids its characters
     * @param source the record it came from; null where that is not known or not wanted
     */
    record Piece(long offset, long start, int unexpected, byte[] ids, Source source) {

        Piece(long offset, long start, int unexpected, byte[] ids) {
            this(offset, start, unexpected, ids, null);
        }

        Piece from(Source source) {
            return new Piece(offset, start, unexpected, ids, source);
        }

        long end() {
            return start + ids.length;
        }
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Changelog.SETTINGS);
    }

    void put(String model, Piece piece) {
        byte[] value = ByteBuffer.allocate(HEADER + piece.ids().length)
                .putLong(piece.start())
                .putInt(piece.unexpected())
                .put(piece.ids())
                .array();
        store.put(key(model, piece.offset()), value);
    }

    void drop(String model, Piece piece) {
        store.delete(key(model, piece.offset()));
    }

    /** The pieces of a model in the order they came. */
    List<Piece> of(String model) {
        var pieces = new ArrayList<Piece>();
        try (var found = store.range(key(model, 0), key(model, Long.MAX_VALUE))) {
            found.forEachRemaining(entry -> {
                var value = ByteBuffer.wrap(entry.value);
                byte[] ids = new byte[entry.value.length - HEADER];
                pieces.add(new Piece(offset(entry.key), value.getLong(), value.getInt(), ids));
                value.get(ids);
            });
        }
        return pieces;
    }

    static long offset(Bytes key) {
        return ByteBuffer.wrap(key.get(), key.get().length - Long.BYTES, Long.BYTES)
                .getLong();
    }

    static Bytes key(String model, long offset) {
        byte[] name = model.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 1 + Long.BYTES)
                .put(name)
                .put((byte) 0)
                .putLong(offset)
                .array());
    }
}
