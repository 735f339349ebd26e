package io.inkstream.runtime;

import java.util.Optional;

/** Characters that a shell or a properties file does not take well, written with a backslash. */
final class Escapes {

    private Escapes() {}

    /** The text that {@code written} stands for; nothing if a backslash is followed by anything but n, t or a backslash. */
    static Optional<String> read(String written) {
        var text = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            var character = written.charAt(i);
            if (character != '\\') {
                text.append(character);
                continue;
            }
            i++;
            switch (i < written.length() ? written.charAt(i) : ' ') {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case '\\' -> text.append('\\');
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(text.toString());
    }

    /** A value as it fits on one line of a report; reading it again gives the same text. */
    static String onOneLine(String value) {
        return value.replace("\n", "\\n").replace("\t", "\\t");
    }
}
