package io.inkstream.topics.forget;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What names records of a model's text: a record is meant if all that is given holds.
 *
 * @param places where they stand; empty: anywhere
 * @param key of the record on {@code corpus-in}
 * @param match what must be found in the record's text
 * @param after the earliest time of the record
 * @param before the time that the record's must be before
 */
public record Criteria(
        List<Place> places,
        Optional<String> key,
        Optional<Pattern> match,
        Optional<Instant> after,
        Optional<Instant> before) {

    /** A longer one may have been cut where the text was put in order. */
    public static final int KEY_MAX_BYTES = 96;

    private static final Predicate<TextRecord> ANY = record -> true;

    /** Whether anything is given. */
    public boolean areGiven() {
        return !places.isEmpty() || key.isPresent() || match.isPresent() || after.isPresent() || before.isPresent();
    }

    /** Whether this record is meant. */
    public boolean hold(TextRecord record) {
        return (places.isEmpty() || places.stream().anyMatch(place -> place.has(record)))
                && key.map(wanted -> (Predicate<TextRecord>)
                                each -> wanted.equals(each.key().orElse(null)))
                        .orElse(ANY)
                        .test(record)
                && match.map(pattern -> pattern.matcher(record.text()).find()).orElse(true)
                && after.map(time -> record.time().map(at -> !at.isBefore(time)).orElse(false))
                        .orElse(true)
                && before.map(time -> record.time().map(at -> at.isBefore(time)).orElse(false))
                        .orElse(true);
    }
}
