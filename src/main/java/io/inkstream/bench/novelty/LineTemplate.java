package io.inkstream.bench.novelty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kind of line: text with places for what varies. <code>{type}</code> is drawn anew each time, <code>{name:type}</code> is drawn and remembered for
 * the episode, <code>{name}</code> is what is remembered. In front may stand <code>?0.1</code>, how often it comes at all, or <code>*3</code>, how many times it
 * comes on average.
 *
 * @param text behind what stands in front
 * @param alone the same with nothing remembered: each place has its type
 * @param chance that it comes at all, 0 to 1
 * @param times it comes then, on average, at least 1
 */
record LineTemplate(String text, String alone, double chance, double times) {

    private static final Pattern FRONT = Pattern.compile("^([?*])([0-9.]+) (.*)$");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{3,}[:,.]?");
    private static final Pattern PLACE = Pattern.compile("\\{(?:([a-z][a-z0-9]*):)?([a-z][a-z0-9]*)}");

    /** The kinds of an episode's lines, in order. */
    static List<LineTemplate> episode(Stream<String> lines) {
        var types = new HashMap<String, String>();
        return lines.map(line -> of(line, types)).toList();
    }

    private static LineTemplate of(String line, Map<String, String> types) {
        var front = FRONT.matcher(line);
        if (!front.matches()) {
            return new LineTemplate(line, alone(line, types), 1, 1);
        }
        double number = Double.parseDouble(front.group(2));
        String text = front.group(3);
        return front.group(1).equals("?")
                ? new LineTemplate(text, alone(text, types), number, 1)
                : new LineTemplate(text, alone(text, types), 1, number);
    }

    private static String alone(String text, Map<String, String> types) {
        return PLACE.matcher(text).replaceAll(place -> {
            if (place.group(1) != null) {
                types.put(place.group(1), place.group(2));
            }
            return "{" + types.getOrDefault(place.group(2), place.group(2)) + "}";
        });
    }

    /**
     * A kind of line like this one, but for a word or two that are another's, or for its end; of an episode of its own, so nothing is remembered.
     *
     * @param other where words are taken from
     */
    LineTemplate like(LineTemplate other, Random random) {
        var words = new ArrayList<>(List.of(alone.split(" ")));
        var others = Stream.of(other.alone.split(" "))
                .filter(word -> WORD.matcher(word).matches())
                .toList();
        int changes = 1 + random.nextInt(2);
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(words.size());
            String word = others.isEmpty() ? "again" : others.get(random.nextInt(others.size()));
            if (WORD.matcher(words.get(at)).matches()) {
                words.set(at, word);
            } else {
                words.add(at, word);
            }
        }
        if (random.nextInt(4) == 0 && words.size() > 4) {
            words.subList(words.size() / 2, words.size()).clear();
        }
        String like = String.join(" ", words);
        return new LineTemplate(like, like, 1, 1);
    }

    /**
     * Draws a line.
     *
     * @param remembered of the episode, by name; what is drawn under a name is added
     */
    String line(Variables variables, Map<String, String> remembered) {
        var line = new StringBuilder();
        var place = PLACE.matcher(text);
        while (place.find()) {
            place.appendReplacement(line, Matcher.quoteReplacement(value(place, variables, remembered)));
        }
        return place.appendTail(line).toString();
    }

    private static String value(Matcher place, Variables variables, Map<String, String> remembered) {
        String name = place.group(1);
        if (name == null) {
            String known = remembered.get(place.group(2));
            return known == null ? variables.draw(place.group(2)) : known;
        }
        String value = variables.draw(place.group(2));
        remembered.put(name, value);
        return value;
    }
}
