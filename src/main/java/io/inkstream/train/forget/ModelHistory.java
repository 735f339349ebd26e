package io.inkstream.train.forget;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.train.shards.BaseCheckpoints;
import io.inkstream.train.verify.Verification;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedMap;

/** What a model was, and what it read, as far as the topics still have it. Used by threads that are no stream threads. */
public interface ModelHistory extends BaseCheckpoints {

    /**
     * A checkpoint to begin again from.
     *
     * @param sha256 the digest of its weights
     */
    record Base(Checkpoint checkpoint, String sha256) {}

    /**
     * A copy that answers whatever the trainer publishes.
     *
     * @param step of the checkpoint that was promoted
     * @param parts how many pieces it has
     */
    record Promoted(long step, int parts) {}

    /**
     * What stands on {@code model-checkpoints} of a model, whoever published it.
     *
     * @param checkpoints how many pieces each has, by step
     * @param promoted the copy that answers, if one was promoted
     */
    record OnTopic(SortedMap<Long, Integer> checkpoints, Optional<Promoted> promoted) {}

    /** A model's records in order. */
    interface Text extends Iterator<Verification.Text>, AutoCloseable {

        /** The offset behind the last record, of any model, that was there when it was opened. */
        long end();

        @Override
        void close();
    }

    /** The newest checkpoint that had read no character of this record, or of a later one. */
    Optional<Base> before(String model, int partition, long offset);

    /**
     * The model's text from an offset to where the topic ends now.
     *
     * @throws TextGoneException if the topic does not reach back to the offset any more
     */
    Text text(String model, int partition, long offset);

    /** What stands on the topic of the model. */
    OnTopic onTopic(String model);
}
