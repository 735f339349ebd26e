package io.inkstream.bench.sessions;

import io.inkstream.bench.Machine;
import io.inkstream.bench.Onlooker;
import io.inkstream.bench.UntrainedModel;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.LocalStack;
import io.inkstream.local.TemporaryFolder;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the state of so many sessions takes in one generator process, and how soon it answers an old session again, with that
 * session's state: after a kill that leaves no disk to go on with, after a stop, and after kills with a standby replica.
 *
 * @param nodes of one layer; everything else is the tutorial's
 * @param sessions that are asked once each before
 * @param length characters of each reply
 */
public record SessionBench(int nodes, int sessions, int length) {

    private static final int RESTARTS = 4;
    private static final int SESSIONS_MIN = 2 * Restarts.PAIRS * RESTARTS;
    private static final String STANDBYS = "kafka.num.standby.replicas";

    /**
     * What was found. Restarts are measured to the last of ten replies in old sessions: from the start of the process, or, where none is
     * started, from the end of the one that was killed.
     *
     * @param fillSeconds until all sessions were answered once
     * @param peakMegabytes the most that the process had in memory until then; empty where the system does not say
     * @param residentMegabytes what it had in memory then
     * @param diskMegabytes of its local state then
     * @param killedMillis after {@code kill -9} then: its stores were never closed, so all is restored from the changelog
     * @param stoppedMillis after it was stopped in order, which closes the stores
     * @param standbyMillis after {@code kill -9}, with a standby replica in another instance
     * @param takeoverMillis the same where the one that was killed does not come back
     */
    public record Result(
            Machine machine,
            SessionBench bench,
            double fillSeconds,
            Optional<Long> peakMegabytes,
            Optional<Long> residentMegabytes,
            long diskMegabytes,
            long killedMillis,
            long stoppedMillis,
            long standbyMillis,
            long takeoverMillis) {}

    /** @throws IllegalArgumentException if a number is out of its range */
    public SessionBench {
        if (nodes < 1 || sessions < SESSIONS_MIN || length < 1) {
            throw new IllegalArgumentException("nodes must be at least 1, sessions %d, length 1: %d, %d, %d"
                    .formatted(SESSIONS_MIN, nodes, sessions, length));
        }
    }

    /**
     * Measures.
     *
     * @param home the folder of the program
     * @param mainClass of the program, whose {@code generate} is measured
     * @param onlooker hears what is going on; the amounts are sessions
     * @throws IOException if a process ended
     * @throws IllegalStateException if a session did not go on where it was
     */
    public Result run(Path home, String mainClass, Onlooker onlooker) throws IOException, InterruptedException {
        onlooker.expect(sessions);
        try (var folder = TemporaryFolder.create("inkstream-bench-sessions-");
                var stack = LocalStack.start(home, folder.path(), 0, 0)) {
            var settings = new HashMap<>(stack.settings());
            settings.put(Keys.PROFILE, "seed");
            settings.put(Keys.NODES, Integer.toString(nodes));
            settings.put(Keys.THREADS, "1");
            settings.put(STANDBYS, "1");
            var configuration = Configuration.load(settings, Map.of(), Optional.empty());
            try (var admin = new TopicAdmin(configuration.kafka())) {
                admin.create(Topics.all(configuration));
            }
            UntrainedModel.publish(configuration);
            try (var first = new Instance(mainClass, settings, folder.path(), "first");
                    var second = new Instance(mainClass, settings, folder.path(), "second");
                    var prompts = new SessionPrompts(configuration, length)) {
                return measured(first, second, prompts, onlooker);
            }
        }
    }

    private Result measured(Instance first, Instance second, SessionPrompts prompts, Onlooker onlooker)
            throws IOException, InterruptedException {
        first.start();
        long begin = System.nanoTime();
        prompts.fill(sessions, first, onlooker::advance);
        double fillSeconds = (System.nanoTime() - begin) / 1e9;
        onlooker.hear("%,d sessions answered in %.0f s".formatted(sessions, fillSeconds));
        var peak = first.peakMegabytes();
        var resident = first.residentMegabytes();
        long disk = first.diskMegabytes();
        var restarts = new Restarts(prompts, onlooker);
        // Before the first stop: what a stop closes is used again after a kill, as long as little was written since.
        long killed = restarts.measure("killed and started again", first::kill, first::start, first);
        long stopped = restarts.measure("stopped and started again", first::close, first::start, first);
        second.start();
        second.awaitWarm();
        long standby = restarts.measure("killed and started again beside a standby", first::kill, first::start, second);
        boolean back = first.has(SessionPrompts.key(0));
        var active = back ? first : second;
        var copy = back ? second : first;
        copy.awaitWarm();
        long takeover = restarts.measure("killed beside a standby", active::kill, () -> {}, copy);
        return new Result(Machine.here(), this, fillSeconds, peak, resident, disk, killed, stopped, standby, takeover);
    }
}
