package io.inkstream.train.shards;

import io.inkstream.checkpoint.Checkpoint;
import java.util.Optional;

/** Finds the checkpoints that rounds begin with. Used by many threads, none of which is a stream thread. */
public interface BaseCheckpoints {

    /** Returns a model's checkpoint; empty while it is not there. */
    Optional<Checkpoint> find(String model, RoundFile.Base base);
}
