package io.inkstream.train;

import io.inkstream.learn.Learner;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.UnreadableException;
import java.util.List;

/**
 * Hears what a trainer does, to measure it. Called on stream threads, between a record and the next: it must be quick and must not
 * throw. Steps that a restart repeats are not heard of again, but those of a transaction that is aborted are heard of twice.
 */
public interface TrainerListener {

    /** Hears nothing. */
    TrainerListener NONE = new TrainerListener() {};

    /**
     * A record of {@code corpus-in} was read.
     *
     * @param partition its partition
     * @param model the model that it feeds
     * @param characters in Unicode code points
     */
    default void read(int partition, String model, int characters) {}

    /**
     * A record of {@code corpus-in} was left out, because its model is too far behind.
     *
     * @param characters in Unicode code points
     */
    default void leftOut(String model, long characters) {}

    /**
     * A record of {@code corpus-ordered} was taken; it is learned later.
     *
     * @param partition its partition
     * @param characters in characters of the vocabulary
     * @param end where it ends in the model's text, in characters of the vocabulary
     * @param timestamp its time, in milliseconds since 1970-01-01 UTC
     */
    default void taken(int partition, String model, int characters, long end, long timestamp) {}

    /**
     * A step was done.
     *
     * @param nanos how long it took
     * @param waiting characters that were taken and are not learned
     * @param learned where the learned text ends in the model's text, in characters of the vocabulary
     */
    default void learned(String model, Learner.Step step, long nanos, long waiting, long learned) {}

    /**
     * A record of {@code corpus-in} was learned, and its surprise told.
     *
     * @param z standard deviations above the mean of those before; null: there is nothing to compare with
     */
    default void scored(String model, Double z) {}

    /** Somebody was told of a record. */
    default void alerted(CorpusAlert alert) {}

    /** A report was made. */
    default void reported(TrainingReport report) {}

    /**
     * A checkpoint was made.
     *
     * @param bytes its size
     * @param nanos how long the stream thread was busy with it
     */
    default void checkpointed(String model, long bytes, long nanos) {}

    /**
     * A round of a model whose text is shared out goes on.
     *
     * @param step that it began at
     * @param missing shards whose parts have not come, in order; none: the round is done
     * @param nanos since this instance has waited for it
     */
    default void round(String model, long step, List<Integer> missing, long nanos) {}

    /**
     * A step that had been done before a restart was repeated.
     *
     * @param left 0 if it was the last of them and the model goes on, else more
     */
    default void repeated(String model, long left) {}

    /**
     * Records were removed from a topic before they were read.
     *
     * @param offsets how many
     */
    default void unseen(String topic, long offsets) {}

    /** A record became a dead letter. */
    default void rejected(String topic, UnreadableException.Reason reason) {}

    /** A task that had trained this model is closed: it may go on elsewhere. */
    default void closed(String model) {}
}
