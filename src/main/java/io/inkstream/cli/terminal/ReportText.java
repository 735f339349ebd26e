package io.inkstream.cli.terminal;

import io.inkstream.schema.TrainingReport;
import java.util.Locale;

/** Training reports for people. */
public final class ReportText {

    private ReportText() {}

    /** One line, and under it the samples. */
    public static String of(TrainingReport report) {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s step %,d | %,d characters | %.3f bits/character | held out %s | learning rate %.3g | %,.0f characters/s",
                printable(report.getModel()),
                report.getStep(),
                report.getCharacters(),
                report.getBitsPerCharacter(),
                heldOut(report),
                report.getLearningRate(),
                report.getCharactersPerSecond()));
        for (String sample : report.getSamples()) {
            text.append(System.lineSeparator()).append("    | ").append(printable(sample));
        }
        return text.toString();
    }

    /** In bits per character, from a state of zero and warm; a report of an earlier release says what its perplexity is in bits. */
    private static String heldOut(TrainingReport report) {
        if (report.getHeldOutFromZero() != null && report.getHeldOutWarm() != null) {
            return String.format(
                    Locale.ROOT, "%.3f from zero, %.3f warm", report.getHeldOutFromZero(), report.getHeldOutWarm());
        }
        return report.getValidationPerplexity() == null
                ? "-"
                : String.format(
                        Locale.ROOT, "%.3f from zero", Math.log(report.getValidationPerplexity()) / Math.log(2));
    }

    /** A text that a terminal shows and does not obey: line ends as a sign, other control characters as U+FFFD. */
    public static String printable(String text) {
        return text.replace("\n", "\u23ce")
                .replace("\t", " ")
                .codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
