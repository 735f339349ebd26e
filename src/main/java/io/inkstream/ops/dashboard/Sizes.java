package io.inkstream.ops.dashboard;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much disk a replica of each partition takes, for a user who may describe the cluster; others ask once whether they may. The brokers
 * answer for all their partitions, so they are asked every ten seconds at most. For one thread.
 */
final class Sizes {

    private static final Logger LOG = LoggerFactory.getLogger(Sizes.class);

    private static final long GOOD_NANOS = 10_000_000_000L;

    private final Admin admin;
    private Map<TopicPartition, Long> sizes = Map.of();
    private long takenAt;
    private boolean refused;

    Sizes(Admin admin) {
        this.admin = admin;
    }

    /** In bytes, of the largest replica; without those that are not known. */
    Map<TopicPartition, Long> bytes() throws InterruptedException {
        if (!refused && (takenAt == 0 || System.nanoTime() - takenAt > GOOD_NANOS)) {
            takenAt = System.nanoTime();
            try {
                sizes = take();
            } catch (ExecutionException e) {
                LOG.debug("The sizes of partitions cannot be had", e);
                sizes = Map.of();
            }
        }
        return sizes;
    }

    private Map<TopicPartition, Long> take() throws ExecutionException, InterruptedException {
        var cluster = admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));
        if (!cluster.authorizedOperations().get().contains(AclOperation.DESCRIBE)) {
            refused = true;
            return Map.of();
        }
        var brokers = cluster.nodes().get().stream().map(Node::id).toList();
        var found = new HashMap<TopicPartition, Long>();
        for (var folders :
                admin.describeLogDirs(brokers).allDescriptions().get().values()) {
            folders.values()
                    .forEach(folder -> folder.replicaInfos()
                            .forEach((partition, replica) -> found.merge(partition, replica.size(), Math::max)));
        }
        return found;
    }
}
