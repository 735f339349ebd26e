package io.inkstream.train.corpus;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** What a piece of a model's text is: a part of a record, or a person's verdict, which has a place in the text and no length. */
public sealed interface Origin permits Source, Verdict {

    /** As a store keeps it; the first byte tells the kinds apart. */
    byte[] bytes();

    /** Adds it to the headers of a record of {@code corpus-ordered}. */
    void to(Headers headers);

    /** Empty where it cannot be read. */
    static Optional<Origin> from(byte[] bytes) {
        return Verdict.from(bytes).<Origin>map(verdict -> verdict).or(() -> Source.from(bytes));
    }
}
