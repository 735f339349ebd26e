package io.inkstream.bench.novelty;

import io.inkstream.bench.surprise.NGram;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A simple way to say how new a line is, that learns each line as it comes. */
interface Peer {

    /** Returns how new the line is, the higher the newer, and takes note of it. */
    double score(String line);

    /** All of them by name: each begins anew. */
    static Map<String, Peer> all() {
        var all = new LinkedHashMap<String, Peer>();
        all.put("6-gram", sixGram());
        all.put("rare tokens", rareTokens());
        all.put("masked lines", maskedLines());
        return all;
    }

    /** One in how often the line was seen, digits masked. */
    private static Peer maskedLines() {
        var digits = Pattern.compile("[0-9]+");
        var seen = new HashMap<String, Integer>();
        return line -> 1.0 / seen.merge(digits.matcher(line).replaceAll("#"), 1, Integer::sum);
    }

    /** The same of its words, on average. */
    private static Peer rareTokens() {
        var others = Pattern.compile("[^\\p{L}]+");
        var seen = new HashMap<String, Integer>();
        return line -> new TreeSet<>(Arrays.asList(others.split(line)))
                .stream()
                        .mapToDouble(token -> 1.0 / seen.merge(token, 1, Integer::sum))
                        .average()
                        .orElse(0);
    }

    /** Bits per character of a model that counts at once. */
    private static Peer sixGram() {
        var model = new NGram(5);
        return line -> model.read((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
