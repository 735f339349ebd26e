package io.inkstream.config;

import org.apache.kafka.common.config.ConfigDef;

/**
 * Blanks around a setting, which nobody sees and nobody means: they are taken off where it enters, so that every reader of it has the
 * value that is shown. A password may begin or end with a blank, so that only line ends are taken off it, such as a file that was
 * mounted as a secret has; and of {@code corpus.line.end} every character counts.
 */
final class Blanks {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final ConfigDef definition;

    /** @param definition tells which keys hold a secret */
    Blanks(ConfigDef definition) {
        this.definition = definition;
    }

    /** A value as it was given, without the blanks around it that mean nothing. */
    String off(String key, String value) {
        if (Escapes.areIn(key)) {
            return value;
        }
        return Secrets.isSecret(key, definition) ? offLineEnds(value) : off(value);
    }

    /** Without what is blank to a reader or to Kafka's parser of settings, for which every control character is. */
    static String off(String value) {
        int begin = 0;
        int end = value.length();
        while (begin < end && isBlank(value.charAt(begin))) {
            begin++;
        }
        while (end > begin && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(begin, end);
    }

    private static String offLineEnds(String value) {
        return value.replaceFirst("^[\\r\\n]+", "").replaceFirst("[\\r\\n]+$", "");
    }

    /** A file's content without the byte order mark that some editors begin it with. */
    static String offMark(String content) {
        return content.startsWith(BYTE_ORDER_MARK) ? content.substring(BYTE_ORDER_MARK.length()) : content;
    }

    private static boolean isBlank(char character) {
        return character <= ' '
                || Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || character == BYTE_ORDER_MARK.charAt(0);
    }
}
