package io.inkstream.config;

import java.util.Optional;
import java.util.Set;

/** Characters that a shell or a properties file does not take well, written with a backslash. */
final class Escapes {

    private static final Set<String> KEYS = Set.of(Keys.CORPUS_LINE_END, Keys.GATEWAY_CHAT_TEMPLATE);

    private Escapes() {}

    /** Whether the value of this key is written with them; blanks at its ends count. */
    static boolean areIn(String key) {
        return KEYS.contains(key);
    }

    /** The text that {@code written} stands for; nothing if a backslash is followed by anything but n, r, t, s or a backslash. */
    static Optional<String> read(String written) {
        var text = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            var character = written.charAt(i);
            if (character != '\\') {
                text.append(character);
                continue;
            }
            i++;
            switch (i < written.length() ? written.charAt(i) : '.') {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 's' -> text.append(' ');
                case '\\' -> text.append('\\');
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(text.toString());
    }

    /** A value as it fits on one line of a report, the blanks at its ends seen; reading it again gives the same text. */
    static String visible(String value) {
        int begin = 0;
        int end = value.length();
        while (begin < end && value.charAt(begin) == ' ') {
            begin++;
        }
        while (end > begin && value.charAt(end - 1) == ' ') {
            end--;
        }
        String between = value.substring(begin, end)
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return "\\s".repeat(begin) + between + "\\s".repeat(value.length() - end);
    }
}
