package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/**
 * When a continuation ends.
 *
 * @param characters at this many whole characters, in code points
 * @param least no stop string ends it before this many characters
 * @param stops texts that end it where the first of them is complete; not part of what was written
 */
public record Ending(int characters, int least, List<String> stops) {

    /** @throws IllegalArgumentException if a length is negative or a stop string is empty */
    public Ending {
        if (characters < 0 || least < 0) {
            throw new IllegalArgumentException("characters must not be negative: " + Math.min(characters, least));
        }
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string must not be empty");
        }
        stops = List.copyOf(stops);
    }

    /** After so many characters, whatever they are. */
    public static Ending after(int characters) {
        return new Ending(characters, 0, List.of());
    }

    /** The longest stop string that the text ends with, if it is long enough to be ended. */
    Optional<String> stop(CharSequence text, int length) {
        return stops.stream()
                .filter(stop -> length >= least && endsWith(text, stop))
                .max((a, b) -> Integer.compare(a.length(), b.length()));
    }

    /** How many characters (UTF-16 units) at the text's end may be the beginning of a stop string. */
    int beginningOfAStop(String text) {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
                if (text.endsWith(stop.substring(0, length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private static boolean endsWith(CharSequence text, String end) {
        int from = text.length() - end.length();
        return from >= 0 && end.contentEquals(text.subSequence(from, text.length()));
    }
}
