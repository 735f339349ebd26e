package io.inkstream.runtime;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A set of defaults, named by the key {@code profile}. */
public enum Profile {

    /** The tutorial that Inkstream grew from, exactly. */
    SEED,

    /** Chosen for quality on a stream of any UTF-8 text. */
    STREAM;

    private record Row(String key, String seed, String stream) {}

    private static final List<Row> TABLE = List.of(
            new Row(Keys.VOCABULARY, "text8", "bytes"),
            new Row(Keys.NODES, "64", "128"),
            new Row(Keys.LAYERS, "1", "1"),
            new Row(Keys.FORGET_BIAS, "0", "1"),
            new Row(Keys.INITIAL_MEAN, "-0.1", "0"),
            new Row(Keys.INITIAL_DEVIATION, "0.1", "0.08"),
            new Row(Keys.BATCH_SIZE, "64", "8"),
            new Row(Keys.SEGMENT_LENGTH, "1000", "256"),
            new Row(Keys.UNROLLINGS, "10", "16"),
            new Row(Keys.OPTIMIZER, "sgd", "adam"),
            new Row(Keys.LEARNING_RATE, "10.0", "0.004"),
            new Row(Keys.LEARNING_RATE_DECAY, "0.1", "0.5"),
            new Row(Keys.LEARNING_RATE_DECAY_EVERY, "5000", "20000"),
            new Row(Keys.CLIP_NORM, "1.25", "1.0"),
            new Row(Keys.VALIDATION_CHARACTERS, "1000", "1000"),
            new Row(Keys.CORPUS_LINE_END, "", "\\n"),
            new Row(Keys.REPORT_EVERY, "100", "250"),
            new Row(Keys.CHECKPOINT_EVERY, "100", "500"));

    /** What this profile sets, by key, as it would be written after {@code --set KEY=}. */
    public Map<String, String> defaults() {
        return TABLE.stream()
                .collect(Collectors.toUnmodifiableMap(Row::key, row -> this == SEED ? row.seed : row.stream));
    }

    /** The profile's name as the key {@code profile} takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
