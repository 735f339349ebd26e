package io.inkstream.bench.canaries;

import io.inkstream.schema.Forgotten;
import io.inkstream.schema.RecordRange;
import io.inkstream.topics.forget.ForgetRequests;
import io.inkstream.train.forget.Omissions;
import io.inkstream.train.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A text as records, and canaries among them.
 *
 * @param alone the text without canaries
 * @param told the text with them
 * @param canaries each one's name, secret and how often it is in the text
 * @param places where canaries stand among the records that are told, as offsets
 */
record CanaryText(
        List<Verification.Text> alone, List<Verification.Text> told, List<Canary> canaries, SortedSet<Long> places) {

    /** A line that is longer is several records. */
    private static final int RECORD_MAX = 1000;

    /**
     * Puts canaries at random places between the first fifth of a text's lines and the last tenth.
     *
     * @param window characters that are learned together: the last canary is to be in one that is whole
     * @throws IllegalArgumentException if the last tenth of its lines is no longer than a window, or there is no canary to put in
     */
    static CanaryText of(String text, List<Canary> canaries, long window, RandomGenerator random) {
        var records = records(text);
        int from = records.size() / 5;
        int to = records.size() * 9 / 10;
        long behind = records.subList(to, records.size()).stream()
                .mapToLong(String::length)
                .sum();
        if (behind <= window) {
            throw new IllegalArgumentException("the last tenth of a text's lines must be longer than a window of "
                    + window + " characters, so that canaries before it are learned: " + behind
                    + "; give a longer text");
        }
        var before = new ArrayList<List<String>>();
        records.forEach(record -> before.add(new ArrayList<>()));
        for (var canary : canaries) {
            for (int i = 0; i < canary.times(); i++) {
                before.get(from + random.nextInt(to - from)).add(canary.line());
            }
        }
        var alone = new ArrayList<Verification.Text>();
        var told = new ArrayList<Verification.Text>();
        var places = new TreeSet<Long>();
        for (int i = 0; i < records.size(); i++) {
            for (String line : before.get(i)) {
                places.add((long) told.size());
                told.add(record(told.size(), line));
            }
            told.add(record(told.size(), records.get(i)));
            alone.add(record(alone.size(), records.get(i)));
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a canary at least must be put into the text");
        }
        return new CanaryText(alone, told, canaries, places);
    }

    private static Verification.Text record(long offset, String text) {
        return new Verification.Text(offset, text, false, Optional.empty());
    }

    private static List<String> records(String text) {
        var records = new ArrayList<String>();
        for (int from = 0; from < text.length(); ) {
            int to = from + length(text.substring(from, Math.min(text.length(), from + RECORD_MAX)));
            records.add(text.substring(from, to));
            from = to;
        }
        return records;
    }

    /** A line, else as many words as fit, else all but a character of which only half fits. */
    private static int length(String text) {
        int line = text.indexOf('\n') + 1;
        int words = text.length() < RECORD_MAX ? 0 : text.lastIndexOf(' ') + 1;
        int whole = text.length() - (Character.isHighSurrogate(text.charAt(text.length() - 1)) ? 1 : 0);
        return line > 0 ? line : words > 0 ? words : Math.max(1, whole);
    }

    /** What a request to forget all canaries leaves out. */
    Omissions forgotten() {
        var ranges = ForgetRequests.ranges(places).stream()
                .map(range -> new RecordRange(range.getFrom(), range.getTo()))
                .toList();
        return Omissions.of(List.of(new Forgotten("canaries", ranges, 0L)));
    }
}
