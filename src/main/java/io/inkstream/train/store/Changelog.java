package io.inkstream.train.store;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** How the changelogs of the trainer's stores are kept. */
public final class Changelog {

    /**
     * A checkpoint of some MiB replaces the one before every few seconds. A restart reads the changelog from its beginning, and only
     * closed segments are compacted: with Kafka's 1 GiB it would read a gigabyte to find one checkpoint.
     * And text that was dropped is to be gone within a day, however little else was.
     */
    public static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(16 << 20),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.1",
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            Integer.toString(24 * 60 * 60 * 1000));

    private Changelog() {}

    /**
     * What was restored of a model is not what a trainer kept. To go on from it would be to learn something else than the stream, in
     * silence: it ends, and with the local state that it begins with the next time it comes to the same end.
     *
     * @param found what is wrong
     */
    public static IllegalStateException spoiled(String store, String model, String found) {
        return new IllegalStateException(
                "store " + store + " of model " + model + " is not as a trainer keeps it: " + found
                        + ". Delete the local state (state.dir) once: it is restored from its changelog. If the same comes again, somebody else"
                        + " wrote to the changelog, a topic that ends with -" + store
                        + "-changelog (docs/security.md says who may): export the newest"
                        + " checkpoint (bin/inkstream model export FILE), forget what was kept (bin/inkstream reset), and begin with that"
                        + " (bin/inkstream train --from FILE)");
    }
}
