package io.inkstream.bench.writing;

import io.inkstream.bench.surprise.NGram;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** A text, and how much of another comes from it. */
final class KnownText {

    /** Letters and what stands on them, in any script. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");

    /** Characters in a row from which on a text is taken to be copied. */
    static final int VERBATIM = 32;

    /** Bytes of context of the independent model. */
    private static final int ORDER = 5;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final String text;
    private final Set<String> words = new HashSet<>();
    private final NGram model = new NGram(ORDER);
    private final long[] hashes; // of all stretches of VERBATIM characters, sorted

    KnownText(String text) {
        this.text = text;
        var matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        model.read(text.getBytes(StandardCharsets.UTF_8));
        hashes = new long[Math.max(0, text.length() - VERBATIM + 1)];
        for (int from = 0; from < hashes.length; from++) {
            hashes[from] = hash(text, from);
        }
        Arrays.sort(hashes);
    }

    /** Returns the share of the words that this text has, but for the first and the last, which may be cut; 1 if there is none. */
    double knownWords(String sample) {
        var found = WORD.matcher(sample).results().map(match -> match.group()).toList();
        if (found.size() < 3) {
            return 1;
        }
        var whole = found.subList(1, found.size() - 1);
        return (double) whole.stream().filter(words::contains).count() / whole.size();
    }

    /** Returns what a text costs a model that has learned this one and does not learn from it: bits per byte, mixing counts up to 5 bytes of context. */
    double bits(String sample) {
        return model.cost(sample.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the share of characters that are in a stretch of {@link #VERBATIM} or more which this text has. */
    double copied(String sample) {
        boolean[] copied = new boolean[sample.length()];
        for (int from = 0; from + VERBATIM <= sample.length(); from++) {
            if (isCopied(sample, from)) {
                Arrays.fill(copied, from, from + VERBATIM, true);
            }
        }
        int count = 0;
        for (boolean is : copied) {
            count += is ? 1 : 0;
        }
        return sample.isEmpty() ? 0 : (double) count / sample.length();
    }

    /** Returns the length of the longest stretch that this text has. */
    int longestCopied(String sample) {
        int longest = 0;
        for (int from = 0; from < sample.length(); from++) {
            // A text that has a stretch has its beginnings: only longer ones are looked for.
            int end = from + longest + 1;
            while (end <= sample.length() && text.contains(sample.substring(from, end))) {
                longest = end - from;
                end++;
            }
        }
        return longest;
    }

    private boolean isCopied(String sample, int from) {
        // A hash of 64 bits that is there by chance would be looked up in vain.
        return Arrays.binarySearch(hashes, hash(sample, from)) >= 0
                && text.contains(sample.substring(from, from + VERBATIM));
    }

    private static long hash(String text, int from) {
        long hash = 0;
        for (int i = from; i < from + VERBATIM; i++) {
            hash = (hash ^ text.charAt(i)) * FACTOR;
            hash ^= hash >>> 32;
        }
        return hash;
    }
}
