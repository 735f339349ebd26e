package io.inkstream.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A set of defaults, named by the key {@code profile}. */
public enum Profile {

    /** The tutorial that Inkstream grew from, exactly. */
    SEED,

    /** Chosen for quality on a stream of any UTF-8 text; docs/learning.md says how. */
    STREAM,

    /** The same where little time may be spent on a character. */
    STREAM_SMALL,

    /** The same where more may be. */
    STREAM_LARGE;

    /** The values of a key in the order of the profiles. */
    private record Row(String key, List<String> values) {}

    private static final List<Row> TABLE = List.of(
            row(Keys.VOCABULARY, "text8", "bytes", "bytes", "bytes"),
            row(Keys.NODES, "64", "64", "32", "96"),
            row(Keys.LAYERS, "1", "2", "1", "3"),
            row(Keys.FORGET_BIAS, "0", "1", "1", "1"),
            row(Keys.INITIAL_MEAN, "-0.1", "0", "0", "0"),
            row(Keys.INITIAL_DEVIATION, "0.1", "0.08", "0.08", "0.08"),
            row(Keys.BATCH_SIZE, "64", "4", "8", "4"),
            row(Keys.SEGMENT_LENGTH, "1000", "512", "256", "512"),
            row(Keys.UNROLLINGS, "10", "16", "16", "16"),
            row(Keys.OPTIMIZER, "sgd", "adam", "adam", "adam"),
            row(Keys.LEARNING_RATE, "10.0", "0.018", "0.006", "0.012"),
            row(Keys.LEARNING_RATE_WARMUP, "0", "0", "0", "0"),
            row(Keys.LEARNING_RATE_SCHEDULE, "staircase", "inverse-sqrt", "inverse-sqrt", "inverse-sqrt"),
            row(Keys.LEARNING_RATE_DECAY, "0.1", "1", "1", "1"),
            row(Keys.LEARNING_RATE_DECAY_EVERY, "5000", "4000", "4000", "4000"),
            row(Keys.CLIP_NORM, "1.25", "0.3", "1.0", "0.3"),
            row(Keys.WEIGHT_DECAY, "0", "0.01", "0.01", "0.005"),
            row(Keys.STATE_RESET_WINDOWS, "0", "16", "16", "16"),
            row(Keys.REPLAY_WINDOWS, "0", "0", "0", "128"),
            row(Keys.MIXTURE_BITS, "0", "16", "15", "18"),
            row(Keys.VALIDATION_CHARACTERS, "1000", "0", "0", "0"),
            row(Keys.VALIDATION_SHARE, "0", "0.005", "0.005", "0.005"),
            row(Keys.CORPUS_LINE_END, "", "\\n", "\\n", "\\n"),
            row(Keys.REPORT_EVERY, "100", "500", "250", "500"),
            row(Keys.CHECKPOINT_EVERY, "100", "1000", "500", "1000"));

    private static Row row(String key, String... values) {
        return new Row(key, List.of(values));
    }

    /** What this profile sets, by key, as it would be written after {@code --set KEY=}. */
    public Map<String, String> defaults() {
        return TABLE.stream().collect(Collectors.toUnmodifiableMap(Row::key, row -> row.values.get(ordinal())));
    }

    /** The profile's name as the key {@code profile} takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
