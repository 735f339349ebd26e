package io.inkstream.ops.dashboard.health;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Whether the brokers answer, and the groups of trainers and generators have members. For one thread. */
final class Presence implements AutoCloseable {

    /** Short enough that a page says within ten seconds that they do not. */
    static final int TIMEOUT_MS = 4000;

    private static final List<String> TOPOLOGIES = List.of("train", "generate");

    private final Configuration configuration;
    private final Admin admin;

    Presence(Configuration configuration) {
        this.configuration = configuration;
        this.admin = Admin.create(new HashMap<>(configuration.kafka()));
    }

    /**
     * @param servers where the brokers are looked for
     * @param members how many each group has, by its name, trainers first; null where it could not be learned
     */
    record Seen(boolean brokers, String servers, Map<String, Integer> members) {

        Integer of(String group) {
            return members.get(group);
        }
    }

    String trainers() {
        return configuration.applicationId(TOPOLOGIES.get(0));
    }

    String generators() {
        return configuration.applicationId(TOPOLOGIES.get(1));
    }

    /** Asks, and waits a few seconds at most. */
    Seen look() {
        var groups = List.of(trainers(), generators());
        var nodes = admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                .nodes();
        var described = admin.describeConsumerGroups(groups, new DescribeConsumerGroupsOptions().timeoutMs(TIMEOUT_MS))
                .describedGroups();
        var members = new HashMap<String, Integer>();
        try {
            boolean brokers = !nodes.get().isEmpty();
            for (String group : groups) {
                members.put(
                        group, count(() -> described.get(group).get().members().size()));
            }
            return seen(brokers, members);
        } catch (ExecutionException e) {
            return seen(false, Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return seen(false, Map.of());
        }
    }

    private interface Count {
        int get() throws ExecutionException, InterruptedException;
    }

    private static Integer count(Count members) throws InterruptedException {
        try {
            return members.get();
        } catch (ExecutionException e) {
            return e.getCause() instanceof GroupIdNotFoundException ? 0 : null;
        }
    }

    private Seen seen(boolean brokers, Map<String, Integer> members) {
        return new Seen(brokers, String.join(",", configuration.list(Keys.BOOTSTRAP_SERVERS)), members);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
