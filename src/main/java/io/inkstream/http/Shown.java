package io.inkstream.http;

/** What somebody sent, as it is given back in a sentence. */
final class Shown {

    private Shown() {}

    /** Cut after so many characters at most, never within one; what is no character, half of a surrogate pair, is a question mark. */
    static String shortened(String found, int most) {
        boolean isLong = found.codePointCount(0, found.length()) > most;
        var shown = new StringBuilder();
        found.codePoints().limit(most).forEach(each -> shown.appendCodePoint(isSurrogate(each) ? '?' : each));
        return isLong ? shown + " …" : shown.toString();
    }

    /** Whether every surrogate has its other half, so that the text can be written as UTF-8. */
    static boolean isWhole(String text) {
        return text.codePoints().noneMatch(Shown::isSurrogate);
    }

    /** Code points are whole characters, or the halves that have no other. */
    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
