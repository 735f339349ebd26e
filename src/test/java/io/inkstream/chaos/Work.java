package io.inkstream.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What an application is given to do while it is tormented, and how it must come out. For one thread. */
interface Work extends AutoCloseable {

    /** The command that does this work, {@code train} or {@code generate}. */
    String command();

    /** The topics it passes through, the one that it comes from first. */
    List<String> topics();

    /** Where it comes from: the partitions whose tasks have something to do. */
    Set<TopicPartition> partitions();

    /**
     * Sends the next portion to each part.
     *
     * @param clock how far the sender's clock is off
     */
    void feed(Duration clock);

    /** Units in a portion, for each part. */
    int portion();

    /** Units that were sent to the part that has least left to do, and are not done. Of what {@link #done} last saw. */
    long left();

    /** What is done and committed, in units of the work (steps, replies), by part (model, partition). */
    Map<String, Long> done();

    /** Whether all that was sent is done. */
    boolean isAllDone();

    /** Whether an open transaction holds a result that {@link #done} does not count yet. Looks once at what came since. */
    boolean isCaughtInTheAct();

    /** Holds what is committed so far to an uninterrupted run. */
    void verify();

    /** The same of everything that was sent; when all is done. */
    void verifyEnd();

    /** One line: how much was done, and what the uninterrupted run's was equal to. */
    String summary();

    @Override
    void close();
}
