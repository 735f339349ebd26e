package io.inkstream.topics.forget;

import io.inkstream.train.corpus.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A record of {@code corpus-in} as it stands on {@code corpus-ordered}, in one slice or more.
 *
 * @param partition of {@code corpus-ordered}
 * @param offsets of its slices there, in order
 * @param text of all slices
 * @param source where it came from; empty: not known
 */
public record TextRecord(int partition, List<Long> offsets, String text, Optional<Source> source) {

    Optional<String> key() {
        return source.map(Source::key);
    }

    /** When it was written. */
    public Optional<Instant> time() {
        return source.filter(from -> from.timestamp() >= 0).map(from -> Instant.ofEpochMilli(from.timestamp()));
    }
}
