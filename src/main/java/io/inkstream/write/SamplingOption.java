package io.inkstream.write;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An option of sampling, declared once: the field of a prompt, the parameter over HTTP, the flag of {@code inkstream prompt}, their range
 * and their help are all made of this.
 *
 * @param name of the prompt's field, in camel case
 * @param choices what it may be where it is one of some words, each standing for the number of its place; else empty
 * @param isWhole whether it is a whole number
 * @param unit of a whole number
 * @param least the least that it may be; 0 itself is not if it is above 0
 * @param isAboveZero whether it must be above 0, whatever the least
 * @param most the most that it may be
 * @param usual what it is where it is not given, which it may be although it is less than the least: then that is "off"
 * @param label of its value in a command's help
 * @param help what it does, in a sentence
 */
public record SamplingOption(
        String name,
        List<String> choices,
        boolean isWhole,
        String unit,
        double least,
        boolean isAboveZero,
        double most,
        double usual,
        String label,
        String help) {

    /** One of some words, the first where it is not given. */
    static SamplingOption choice(String name, List<String> choices, String help) {
        return new SamplingOption(
                name, List.copyOf(choices), true, "", 0, false, choices.size() - 1, 0, String.join("|", choices), help);
    }

    /** A whole number. */
    static SamplingOption whole(String name, String unit, int least, int most, int usual, String help) {
        return new SamplingOption(name, List.of(), true, unit, least, false, most, usual, "N", help);
    }

    /** A number, both ends included. */
    static SamplingOption number(String name, double least, double most, double usual, String label, String help) {
        return new SamplingOption(name, List.of(), false, "", least, false, most, usual, label, help);
    }

    /** A number above 0. */
    static SamplingOption positive(String name, double most, double usual, String label, String help) {
        return new SamplingOption(name, List.of(), false, "", 0, true, most, usual, label, help);
    }

    /** Its flag on the command line. */
    public String flag() {
        return "--" + words("-");
    }

    /** Its name over HTTP. */
    public String parameter() {
        return words("_");
    }

    private String words(String between) {
        return name.replaceAll("([A-Z])", between + "$1").toLowerCase(Locale.ROOT);
    }

    /** Its range: completes "must be". */
    public String range() {
        if (!choices.isEmpty()) {
            return "one of " + String.join(", ", choices);
        }
        String to = isAboveZero ? "above 0 and at most " : "from " + plain(least) + " to ";
        return (usual < least ? plain(usual) + " or " : "") + to + plain(most) + (unit.isEmpty() ? "" : " " + unit);
    }

    /** What is wrong with a value, naming this, its range and the value; empty if nothing is. */
    public Optional<String> problem(Number value) {
        double given = value.doubleValue();
        // a NaN is neither
        boolean holds = given == usual || given >= least && given <= most && !(isAboveZero && given == 0);
        return holds ? Optional.empty() : Optional.of(name + " must be " + range() + ": " + value);
    }

    /** The least that a reader of numbers lets pass; what lies between it and the range is refused by {@link #problem}. */
    public double lowest() {
        return Math.min(least, usual);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
