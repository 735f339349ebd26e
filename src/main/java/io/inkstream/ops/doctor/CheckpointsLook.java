package io.inkstream.ops.doctor;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.serde.TopicNames;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** How much of the brokers' disks the checkpoints take, and how much of that stays. */
final class CheckpointsLook {

    /** Closed segments are compacted when a tenth of them is old, and those that are written to are not: far more says that nobody compacts. */
    private static final int FAR_MORE = 4;

    private static final long SEGMENTS_BYTES = 256L << 20;

    private final Configuration configuration;
    private final Admin admin;

    CheckpointsLook(Configuration configuration, Admin admin) {
        this.configuration = configuration;
        this.admin = admin;
    }

    /** None where this user may not ask. */
    List<Finding> findings() throws InterruptedException {
        try {
            return List.of(of(bytes()));
        } catch (ExecutionException e) {
            return List.of();
        }
    }

    private Finding of(long bytes) {
        long stays = configuration.longValue(Keys.CHECKPOINT_KEEP_MIB)
                * configuration.integer(Keys.TRAINING_PARTITIONS)
                * configuration.integer(Keys.REPLICATION_FACTOR);
        String found = "%s takes %,d MiB of the brokers' disks; %s"
                .formatted(
                        TopicNames.CHECKPOINTS,
                        bytes >> 20,
                        stays == 0
                                ? "with checkpoint.keep.mib=0 nothing bounds what stays"
                                : "%,d MiB of it may stay (checkpoint.keep.mib)".formatted(stays));
        return stays > 0 && bytes > FAR_MORE * (stays << 20) + SEGMENTS_BYTES
                ? Finding.doubtful(
                        "Disk",
                        found,
                        "see that the brokers compact: log.cleaner.enable=true, and segment.ms of the topic ten minutes or so")
                : Finding.good("Disk", found);
    }

    private long bytes() throws ExecutionException, InterruptedException {
        var brokers = admin.describeCluster().nodes().get().stream()
                .map(node -> node.id())
                .toList();
        return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(TopicNames.CHECKPOINTS))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }
}
