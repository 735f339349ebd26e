package io.inkstream.train;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.shards.RoundFile;
import java.util.Optional;
import java.util.TreeMap;

/** Of a trainer that nobody asks to forget anything. */
public enum NoHistory implements ModelHistory {
    INSTANCE;

    @Override
    public Optional<Base> before(String model, int partition, long offset) {
        return Optional.empty();
    }

    @Override
    public Optional<Checkpoint> find(String model, RoundFile.Base base) {
        return Optional.empty();
    }

    @Override
    public Text text(String model, int partition, long offset) {
        throw new IllegalStateException("corpus-ordered begins at offset 1, and the text from offset 0 on is wanted");
    }

    @Override
    public OnTopic onTopic(String model) {
        return new OnTopic(new TreeMap<>(), Optional.empty());
    }
}
