package io.inkstream.ops.doctor;

/**
 * What came of a look.
 *
 * @param what what was looked at
 * @param verdict how it is
 * @param found what was found, for people
 * @param advice what to do about it; empty where there is nothing to do
 */
public record Finding(String what, Verdict verdict, String found, String advice) {

    /** How something is. */
    public enum Verdict {
        GOOD,
        /** It works, and may not do so for long or not as well as it could. */
        DOUBTFUL,
        BAD
    }

    static Finding good(String what, String found) {
        return new Finding(what, Verdict.GOOD, found, "");
    }

    static Finding doubtful(String what, String found, String advice) {
        return new Finding(what, Verdict.DOUBTFUL, found, advice);
    }

    static Finding bad(String what, String found, String advice) {
        return new Finding(what, Verdict.BAD, found, advice);
    }
}
