package io.inkstream.topics.forget;

import io.inkstream.config.Configuration;
import io.inkstream.topics.OrderedText;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.verify.Verification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the records of a model's text from {@code corpus-ordered}, each with all of its slices. */
public final class TextRecords {

    /** A record whose last slice has not come. */
    private static final class Open {
        private final Source source;
        private final List<Long> offsets = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        Open(Source source) {
            this.source = source;
        }
    }

    private final int partition;
    private final Consumer<TextRecord> reader;
    /** By partition of {@code corpus-in}: slices of records from several may be mixed. */
    private final Map<Integer, Open> open = new HashMap<>();

    private TextRecords(int partition, Consumer<TextRecord> reader) {
        this.partition = partition;
        this.reader = reader;
    }

    /**
     * Reads all that the topic has, in order.
     *
     * @return the model's partition of {@code corpus-ordered}
     */
    public static int read(Configuration configuration, String model, Consumer<TextRecord> reader) {
        try (var text = OrderedText.all(configuration, model)) {
            var records = new TextRecords(text.partition(), reader);
            text.forEachRemaining(records::take);
            records.open.values().forEach(records::end);
            return text.partition();
        }
    }

    private void take(Verification.Text slice) {
        var origin = slice.origin();
        if (origin.isEmpty()) {
            reader.accept(new TextRecord(partition, List.of(slice.offset()), slice.text(), Optional.empty()));
            return;
        }
        if (!(origin.get() instanceof Source source)) {
            return; // a verdict is no text
        }
        var record = open.get(source.partition());
        if (record == null || record.source.offset() != source.offset()) {
            if (record != null) {
                end(record); // its last slice was taken away
            }
            record = new Open(source);
            open.put(source.partition(), record);
        }
        record.offsets.add(slice.offset());
        record.text.append(slice.text());
        if (source.last()) {
            open.remove(source.partition());
            end(record);
        }
    }

    private void end(Open record) {
        reader.accept(new TextRecord(
                partition, List.copyOf(record.offsets), record.text.toString(), Optional.of(record.source)));
    }
}
