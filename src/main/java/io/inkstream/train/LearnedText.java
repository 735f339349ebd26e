package io.inkstream.train;

import io.inkstream.schema.OffsetRange;
import io.inkstream.serde.TopicNames;

/**
 * A stretch of a model's text on its partition of {@code corpus-ordered}.
 *
 * @param from its first character
 * @param to the character behind its last
 */
record LearnedText(Place from, Place to) {

    /**
     * A character's place.
     *
     * @param offset its record
     * @param character how many characters of the record stand before it
     */
    record Place(long offset, int character) {}

    OffsetRange on(int partition) {
        return new OffsetRange(
                TopicNames.CORPUS_ORDERED, partition, from.offset(), from.character(), to.offset(), to.character());
    }
}
