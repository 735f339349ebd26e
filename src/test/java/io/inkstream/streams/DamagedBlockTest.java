package io.inkstream.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** A table of which one byte is not as it was written, read as Kafka Streams reads it. */
final class DamagedBlockTest {

    private static final int ENTRIES = 2000;
    private static final int VALUE_BYTES = 100;
    private static final int CASES = 20;

    @TempDir
    private Path folder;

    private final Random random = new Random(20261129);

    private Map<String, Object> configs(int number) {
        return Map.of(
                StreamsConfig.STATE_DIR_CONFIG,
                        folder.resolve(Integer.toString(number)).toString(),
                StreamsConfig.APPLICATION_ID_CONFIG, "train",
                BoundedStores.BYTES, "1000000");
    }

    @Test
    void wherever_the_byte_is_an_iterator_that_ends_early_is_told_of_before_the_next_commit() throws Exception {
        int early = 0;
        for (int number = 0; number < CASES; number++) {
            var configs = configs(number);
            var path = folder.resolve("db" + number);
            try (var options = options(configs);
                    var db = RocksDB.open(options, path.toString());
                    var flush = new FlushOptions()) {
                for (int i = 0; i < ENTRIES; i++) {
                    byte[] value = new byte[VALUE_BYTES];
                    random.nextBytes(value);
                    db.put(key(i), value);
                }
                db.flush(flush);
            }
            flipOneOf(path);
            try (var options = options(configs);
                    var db = RocksDB.open(options, path.toString());
                    var producer = new CarefulProducer(producer(), () -> BoundedStores.damagedBlocks(configs))) {
                int read = 0;
                try (var entries = db.newIterator()) {
                    for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                        read++;
                    }
                }
                assertThat(BoundedStores.damagedBlocks(configs) > 0)
                        .as("told of, with %d of %d entries", read, ENTRIES)
                        .isEqualTo(read < ENTRIES);
                if (read < ENTRIES) {
                    early++;
                    assertThatThrownBy(producer::commitTransaction)
                            .isInstanceOf(ProcessorStateException.class)
                            .hasMessageContaining("not as it was written");
                }
            }
        }
        assertThat(early).isPositive();
    }

    private static Options options(Map<String, Object> configs) {
        var options = new Options().setCreateIfMissing(true);
        options.setTableFormatConfig(new BlockBasedTableConfig());
        new BoundedStores().setConfig("checkpoint", options, configs);
        return options;
    }

    private static byte[] key(int i) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
    }

    /** In the first half of the only table, where its data is; its index and footer are at the end. */
    private void flipOneOf(Path path) throws Exception {
        try (var files = Files.list(path)) {
            var table = files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(table);
            bytes[random.nextInt(bytes.length / 2)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(table, bytes);
        }
    }

    private static Map<String, Object> producer() {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("transactional.id", "train");
        return settings;
    }
}
