package io.inkstream.runtime;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Has all RocksDB stores of the process share one cache of bounded size, as Kafka's documentation advises: blocks, indexes and
 * filters are in it, and what is not yet on disk counts towards it. Kafka Streams makes an instance for each store.
 */
public final class BoundedStores implements RocksDBConfigSetter {

    /** The setting of Kafka Streams' configuration that says how many bytes. */
    static final String BYTES = "inkstream.state.memory.bytes";

    /** Of the cache for indexes and filters. */
    private static final double INDEX_SHARE = 0.3;

    /** The part of the cache, one in so many, that what is not yet on disk may take. */
    private static final int WRITE_SHARE = 2;

    private static Shared shared;

    private record Shared(Cache cache, WriteBufferManager writes) {}

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        var all = shared(Long.parseLong(String.valueOf(configs.get(BYTES))));
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(all.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setWriteBufferManager(all.writes());
        options.setTableFormatConfig(table);
    }

    /** Stores of a process share it whichever of them is first, and as long as the process lives. */
    private static synchronized Shared shared(long bytes) {
        if (shared == null) {
            RocksDB.loadLibrary();
            var cache = new LRUCache(bytes, -1, false, INDEX_SHARE);
            shared = new Shared(cache, new WriteBufferManager(bytes / WRITE_SHARE, cache));
        }
        return shared;
    }

    @Override
    public void close(String store, Options options) {
        // The cache is not the store's.
    }
}
