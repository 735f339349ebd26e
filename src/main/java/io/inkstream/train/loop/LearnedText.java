package io.inkstream.train.loop;

import io.inkstream.schema.OffsetRange;
import io.inkstream.serde.TopicNames;

/**
 * A stretch of a model's text on its partition of {@code corpus-ordered}.
 *
 * @param from its first character
 * @param to the character behind its last
 */
public record LearnedText(Place from, Place to) {

    /**
     * A character's place.
     *
     * @param offset its record
     * @param character how many characters of the record stand before it
     */
    public record Place(long offset, int character) {}

    public OffsetRange on(int partition) {
        return new OffsetRange(
                TopicNames.CORPUS_ORDERED, partition, from.offset(), from.character(), to.offset(), to.character());
    }
}
