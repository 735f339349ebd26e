package io.inkstream.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Faults without end, drawn from a seed: each kind once in a random order, then all again, with other times and places. The same
 * seed gives the same faults.
 */
final class Schedule implements Iterator<Fault> {

    /** Longer than every limit of {@link #IMPATIENT}. */
    private static final int SHORTEST_OUTAGE_SECONDS = 8;

    private static final int LONGEST_OUTAGE_SECONDS = 20;
    private static final int HOSTILE_MOST = 20;

    /** Below an hour: brokers refuse records from further ahead, and an instance ends with the reason. */
    private static final int CLOCK_MINUTES = 50;

    /**
     * What makes an outage of seconds one that is longer than a transaction, a poll, a request, a commit and a task's patience may
     * be: with the defaults that takes minutes.
     */
    static final Map<String, String> IMPATIENT = Map.of(
            "kafka.transaction.timeout.ms", "6000",
            "kafka.producer.max.block.ms", "3000",
            "kafka.producer.request.timeout.ms", "1500",
            "kafka.producer.delivery.timeout.ms", "3000",
            "kafka.main.consumer.max.poll.interval.ms", "6000",
            "kafka.consumer.session.timeout.ms", "6000",
            "kafka.consumer.default.api.timeout.ms", "4000",
            "kafka.consumer.request.timeout.ms", "3000");

    /**
     * A task's patience: shorter than an outage, or longer than the end of a session, which is then what the instance hears of
     * first when the broker answers again.
     */
    private static final List<String> TASK_TIMEOUTS = List.of("2000", "30000");

    private static final List<Function<Random, Fault>> KINDS = List.of(
            random -> new BrokerFrozen(outage(random), random.nextBoolean()),
            random -> new ByteFlipped(),
            random -> new Hostile(1 + random.nextInt(HOSTILE_MOST)),
            random -> new Killed(one(random, Killed.Moment.AT_RANDOM, Killed.Moment.WITH_RESULTS_UNCOMMITTED)),
            random -> new BrokerAway(outage(random)),
            random -> new RegistryAway(outage(random)),
            random -> new SameIdentity(),
            random -> new IdentityTaken(),
            random -> new TopicSettings(),
            random -> new BrokerKilled(),
            random -> new StateLost(one(random, StateLost.Damage.values()), random.nextBoolean()),
            random -> new Zombie(),
            random -> new DiskCrowded(outage(random), random.nextBoolean()),
            random -> new ClockJumps(Duration.ofMinutes(random.nextInt(2 * CLOCK_MINUTES + 1) - CLOCK_MINUTES)));

    private final Random random;
    private final Map<String, String> settings = new TreeMap<>(IMPATIENT);
    private final boolean smallDisk;
    private final List<Function<Random, Fault>> deck = new ArrayList<>();

    /** @param smallDisk whether the local state is on a disk that can be filled */
    Schedule(long seed, boolean smallDisk) {
        // Of seeds that are close to each other, Random's first numbers are, too.
        random = new Random(new SplittableRandom(seed).nextLong());
        this.smallDisk = smallDisk;
        settings.put("kafka.task.timeout.ms", TASK_TIMEOUTS.get(random.nextInt(TASK_TIMEOUTS.size())));
    }

    /** Settings of the instances: {@link #IMPATIENT}, and what is drawn. */
    Map<String, String> settings() {
        return settings;
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Fault next() {
        if (deck.isEmpty()) {
            deck.addAll(KINDS);
            Collections.shuffle(deck, random);
        }
        var fault = deck.remove(0).apply(random);
        // Drawn all the same: what follows is what follows on a machine that has all.
        return isPossible(fault) ? fault : next();
    }

    private boolean isPossible(Fault fault) {
        return fault instanceof ClockJumps
                ? FalseClock.library().isPresent()
                : !(fault instanceof DiskCrowded) || smallDisk;
    }

    private static Duration outage(Random random) {
        return Duration.ofSeconds(
                SHORTEST_OUTAGE_SECONDS + random.nextInt(LONGEST_OUTAGE_SECONDS - SHORTEST_OUTAGE_SECONDS + 1));
    }

    @SafeVarargs
    private static <T> T one(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
