package io.inkstream.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One application in the laboratory: its instances, its work, and a watch on how it goes on. */
final class Bench implements AutoCloseable {

    /** The instance that comes back whatever happens to it. */
    static final String MAIN = "0";

    /** What is given up as hopeless; how long it really took is in the report. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final Laboratory laboratory;
    private final Work work;
    private final Random random;
    private final Map<String, String> settings;
    private final Map<String, Child> instances = new LinkedHashMap<>();

    /** @param settings of every instance */
    Bench(Laboratory laboratory, Work work, Map<String, String> settings, Random random) {
        this.laboratory = laboratory;
        this.work = work;
        this.random = random;
        this.settings = new TreeMap<>(laboratory.settings(settings));
        this.settings.putIfAbsent(
                "state.dir", laboratory.folder().resolve("state").toString());
    }

    Laboratory laboratory() {
        return laboratory;
    }

    Work work() {
        return work;
    }

    Random random() {
        return random;
    }

    Child start(String instance) {
        return start(instance, Map.of());
    }

    /** @param environment what the process has besides ours */
    Child start(String instance, Map<String, String> environment) {
        var child = laboratory.inkstream(work.command(), instance, settings, environment);
        instances.put(instance, child);
        return child;
    }

    /** One more process of the same identity, which may end. */
    Child again(String instance) {
        return laboratory.inkstream(work.command(), instance, settings);
    }

    /** From here on instances keep their local state in a folder of another name, as on another machine. */
    void moveAway() {
        settings.merge("state.dir", "-moved", String::concat);
    }

    void requireMemoryBelow(long bytes) {
        instances.forEach((instance, child) -> child.mostMemory().ifPresent(most -> {
            if (most > bytes) {
                throw new AssertionError("instance " + instance + " held " + most + " bytes, more than " + bytes);
            }
        }));
    }

    Child instance(String instance) {
        return instances.get(instance);
    }

    /** SIGKILL; it is not missed any more. */
    void kill(String instance) {
        instances.remove(instance).kill();
    }

    /** After {@link #dismiss}: it must not end again. */
    void takeBack(String instance, Child child) {
        instances.put(instance, child);
    }

    /** The folder of the local state of all instances. */
    Path stateDir() {
        return Path.of(settings.get("state.dir"));
    }

    /** From here on it may end. */
    Child dismiss(String instance) {
        return instances.remove(instance);
    }

    /** SIGTERM; it is not missed any more. */
    void terminate(String instance) {
        instances.remove(instance).terminate();
    }

    /** Where an instance keeps the local state of this application. */
    Path state(String instance) {
        return Path.of(settings.get("state.dir"), instance, "inkstream-" + work.command());
    }

    /** Sees to it that there is a portion of work at least to be disturbed in. */
    void stock() {
        work.done();
        replenish();
    }

    private void replenish() {
        while (work.left() < work.portion()) {
            work.feed(Duration.ZERO);
        }
    }

    /** Waits for a moment in the next portion of work that chance alone names. */
    void awaitRandomMoment() {
        long units = 1 + random.nextInt(work.portion());
        long mark = sum(work.done());
        await("progress", () -> sum(work.done()) >= mark + Math.min(units, work.left() - 1));
    }

    /**
     * Waits until an instance that was just started makes progress of its own: what its predecessor had under way may still be
     * committed until it takes over.
     *
     * @return how long that was from its start
     */
    Duration awaitGoingOn(Child started, long since) {
        await("membership", () -> started.says("REBALANCING"));
        return awaitGoingOn(since);
    }

    /**
     * Waits until every part makes progress from here on. There is work for it all the while: what was under way before may turn out to
     * have been done.
     */
    Duration awaitGoingOn(long since) {
        var mark = work.done();
        await("progress of every part", () -> goesOn(mark));
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** The same, or until a process that need not live on has ended: empty then. */
    Optional<Duration> awaitGoingOnOrEnd(Child dismissed, long since) {
        var mark = work.done();
        await("progress of every part, or the end of a process", () -> !dismissed.isAlive() || goesOn(mark));
        return dismissed.isAlive() ? Optional.of(Duration.ofNanos(System.nanoTime() - since)) : Optional.empty();
    }

    private boolean goesOn(Map<String, Long> mark) {
        boolean goesOn = work.done().entrySet().stream().allMatch(part -> part.getValue() > mark.get(part.getKey()));
        if (!goesOn) {
            replenish();
        }
        return goesOn;
    }

    /** Waits until each part of the work has an instance that sees to it, and names the first that sees to any. */
    String awaitWorking() {
        var parts = work.partitions();
        var owned = new AtomicReference<Map<String, Set<TopicPartition>>>();
        await("an owner of each part", () -> {
            var now = partitions();
            owned.set(now);
            return parts.stream().allMatch(part -> now.values().stream().anyMatch(of -> of.contains(part)));
        });
        return instances.keySet().stream()
                .filter(instance -> !Collections.disjoint(owned.get().getOrDefault(instance, Set.of()), parts))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no instance of ours has any of " + parts + ": " + owned));
    }

    /** What each instance reads, those among them that are taken to be alive. */
    Map<String, Set<TopicPartition>> partitions() {
        return laboratory.members("inkstream-" + work.command());
    }

    /** Waits until all that was sent is done. */
    void awaitAllDone() {
        await("the end of the work", work::isAllDone);
    }

    /** Waits for something while every instance that has not been stopped lives on. */
    void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        instances.values().forEach(Child::requireAlive);
                        return condition.call();
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + tails(), e);
        }
    }

    /** Holds that every instance lives on for so long. */
    void holdOut(Duration time) {
        Awaitility.await("living on").during(time).atMost(time.plus(PATIENCE)).until(() -> {
            instances.values().forEach(Child::requireAlive);
            return true;
        });
    }

    private String tails() {
        return instances.values().stream()
                .map(Child::tail)
                .reduce("%s\n%s"::formatted)
                .orElse("no instance runs");
    }

    private static long sum(Map<String, Long> done) {
        return done.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        instances.values().forEach(Child::kill);
        work.close();
    }
}
