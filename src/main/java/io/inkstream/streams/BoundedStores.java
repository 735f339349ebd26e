package io.inkstream.streams;

import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.HistogramType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
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

    /** By the folder of an instance: the stores of one count together. */
    private static final Map<String, Statistics> COUNTS = new ConcurrentHashMap<>();

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
        options.setStatistics(counts(configs));
        options.setTableFormatConfig(table);
    }

    /**
     * Blocks read so far by the stores of an instance that were not as they were written. An iterator that meets one ends as if
     * nothing followed, and Kafka Streams does not ask it why.
     *
     * @param configs of a client of that instance
     */
    static long damagedBlocks(Map<String, ?> configs) {
        return counts(configs).getTickerCount(TickerType.BLOCK_CHECKSUM_MISMATCH_COUNT);
    }

    private static Statistics counts(Map<String, ?> configs) {
        String folder =
                configs.get(StreamsConfig.STATE_DIR_CONFIG) + "/" + configs.get(StreamsConfig.APPLICATION_ID_CONFIG);
        return COUNTS.computeIfAbsent(folder, first -> {
            RocksDB.loadLibrary();
            return new Statistics(EnumSet.allOf(HistogramType.class));
        });
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
