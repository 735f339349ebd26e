package io.inkstream.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.cli.terminal.ReportText;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.forget.TextRecord;
import java.util.List;

/** Records that are named to be forgotten, for whoever names them. */
final class ForgottenText {

    /** Characters of a record that a line shows. */
    private static final int SHOWN = 60;

    private ForgottenText() {}

    static long characters(List<TextRecord> records) {
        return records.stream()
                .mapToLong(
                        record -> record.text().codePointCount(0, record.text().length()))
                .sum();
    }

    static String line(TextRecord record) {
        String text = record.text();
        int length = text.codePointCount(0, text.length());
        String beginning = length <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
        return "%-24s %8d  %s".formatted(place(record), length, ReportText.printable(beginning.strip()));
    }

    static ObjectNode json(TextRecord record) {
        var object = JsonNodeFactory.instance.objectNode().put("place", place(record));
        record.source().ifPresent(source -> object.put("key", source.key()));
        record.time().ifPresent(time -> object.put("time", time.toString()));
        return object.put("text", record.text());
    }

    private static String place(TextRecord record) {
        return record.source()
                .map(source -> TopicNames.CORPUS + "-" + source.partition() + "@" + source.offset())
                .orElse(TopicNames.CORPUS_ORDERED + "-" + record.partition() + "@"
                        + record.offsets().get(0));
    }
}
