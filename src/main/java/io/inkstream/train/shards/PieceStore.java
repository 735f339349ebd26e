package io.inkstream.train.shards;

import io.inkstream.checkpoint.Chunks;
import io.inkstream.schema.RoundPiece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pieces that have come, of the newest round of each model and shard, in a logged store: {@code model/shard/part}. So what was committed with them is there again
 * after a restart.
 */
public final class PieceStore {

    private static final Logger LOG = LoggerFactory.getLogger(PieceStore.class);

    private final String name;
    private final KeyValueStore<String, byte[]> store;

    public PieceStore(String name, KeyValueStore<String, byte[]> store) {
        this.name = name;
        this.store = store;
    }

    /** @param settings of its changelog */
    public static StoreBuilder<KeyValueStore<String, byte[]>> builder(String name, Map<String, String> settings) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(settings);
    }

    /**
     * Keeps a piece; those of another round of its model and shard go. Pieces come in order, so only the last can make them whole.
     *
     * @return the whole, if it is the last and nothing is missing
     */
    public Optional<RoundFile> put(RoundPiece piece) {
        String model = piece.getModel();
        int shard = piece.getShard();
        first(model, shard).filter(other -> !isOfSame(piece, other)).ifPresent(other -> drop(model, shard));
        store.put(key(model, shard, piece.getPart()), bytes(piece));
        return piece.getPart() == piece.getParts() - 1 ? whole(model, shard) : Optional.empty();
    }

    private Optional<RoundPiece> first(String model, int shard) {
        try (var found = store.range(key(model, shard, 0), key(model, shard, 99_999))) {
            return found.hasNext()
                    ? Optional.of(found.next()).flatMap(entry -> piece(entry.key, entry.value))
                    : Optional.empty();
        }
    }

    private static boolean isOfSame(RoundPiece one, RoundPiece other) {
        return one.getStep() == other.getStep()
                && one.getBase().equals(other.getBase())
                && one.getParts() == other.getParts()
                && one.getSha256().equals(other.getSha256());
    }

    /** Returns what has come whole of a shard. */
    public Optional<RoundFile> whole(String model, int shard) {
        var pieces = pieces(model, shard);
        if (pieces.isEmpty() || pieces.size() < pieces.get(0).getParts()) {
            return Optional.empty();
        }
        var first = pieces.get(0);
        return Chunks.join(
                        first.getParts(),
                        first.getSha256(),
                        part -> Chunks.bytes(pieces.get(part).getBytes()))
                .map(file -> new RoundFile(model, shard, RoundFile.base(first), first.getCosts(), file));
    }

    /** Returns all that has come whole. */
    public List<RoundFile> whole() {
        var files = new ArrayList<RoundFile>();
        try (var all = store.all()) {
            all.forEachRemaining(entry -> piece(entry.key, entry.value)
                    .filter(piece -> piece.getPart() == 0)
                    .flatMap(piece -> whole(piece.getModel(), piece.getShard()))
                    .ifPresent(files::add));
        }
        return files;
    }

    /** Forgets what has come of a shard. */
    public void drop(String model, int shard) {
        var keys = new ArrayList<String>();
        try (var found = store.range(key(model, shard, 0), key(model, shard, 99_999))) {
            found.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(store::delete);
    }

    private List<RoundPiece> pieces(String model, int shard) {
        var pieces = new ArrayList<RoundPiece>();
        try (var found = store.range(key(model, shard, 0), key(model, shard, 99_999))) {
            found.forEachRemaining(entry -> piece(entry.key, entry.value).ifPresent(pieces::add));
        }
        return pieces;
    }

    private static String key(String model, int shard, int part) {
        return "%s/%03d/%05d".formatted(model, shard, part);
    }

    private static byte[] bytes(RoundPiece piece) {
        try {
            return Chunks.bytes(piece.toByteBuffer());
        } catch (IOException e) {
            throw new IllegalStateException("a piece must always be one in Avro", e);
        }
    }

    private Optional<RoundPiece> piece(String key, byte[] value) {
        try {
            return Optional.of(RoundPiece.fromByteBuffer(ByteBuffer.wrap(value)));
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Passed over: what stands under {} is no piece of a round: somebody else wrote to the changelog of store {}"
                            + " (docs/security.md says who may)",
                    key,
                    name);
            return Optional.empty();
        }
    }
}
