package io.inkstream.topics.forget;

import io.inkstream.serde.TopicNames;
import java.util.regex.Pattern;

/**
 * Records that follow each other on a partition, as people write them: {@code corpus-in-0@4711..4720}, or {@code corpus-in-0@4711} for one.
 *
 * @param topic {@code corpus-in} or {@code corpus-ordered}
 * @param from the first, as an offset
 * @param to the last, as an offset
 */
public record Place(String topic, int partition, long from, long to) {

    private static final Pattern FORM = Pattern.compile("(" + TopicNames.CORPUS + "|" + TopicNames.CORPUS_ORDERED
            + ")-(\\d{1,6})@(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

    /** @throws IllegalArgumentException if it is no such text */
    public static Place of(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be like " + TopicNames.CORPUS + "-0@4711..4720 or "
                    + TopicNames.CORPUS_ORDERED + "-0@4711: " + text);
        }
        long from = Long.parseLong(form.group(3));
        long to = form.group(4) == null ? from : Long.parseLong(form.group(4));
        if (to < from) {
            throw new IllegalArgumentException("must not end before it begins: " + text);
        }
        return new Place(form.group(1), Integer.parseInt(form.group(2)), from, to);
    }

    boolean has(TextRecord record) {
        return topic.equals(TopicNames.CORPUS_ORDERED)
                ? partition == record.partition() && record.offsets().stream().anyMatch(this::has)
                : record.source()
                        .filter(source -> source.partition() == partition && has(source.offset()))
                        .isPresent();
    }

    private boolean has(long offset) {
        return offset >= from && offset <= to;
    }
}
