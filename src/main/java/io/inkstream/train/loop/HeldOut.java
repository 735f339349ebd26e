package io.inkstream.train.loop;

import io.inkstream.learn.Learner;
import io.inkstream.learn.Perplexity;
import io.inkstream.learn.Reading;
import io.inkstream.model.State;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What held-out text costs a model as it is, read twice side by side: from a state of zero, as each new session begins, and
 * from where the text that was learned ends. Both are about the same while a model is well.
 *
 * @param perplexity the tutorial's {@code valid_perplexity}, of the beginning of the model's text; null of other text
 * @param fromZero bits per character
 * @param warm bits per character
 * @param largestCell the largest absolute value that a cell came to
 */
public record HeldOut(Double perplexity, double fromZero, double warm, double largestCell) {

    /** @param text ids as unsigned bytes, at least 2: the first is only read */
    static HeldOut ofBeginning(Learner learner, byte[] text) {
        return of(learner, text, true);
    }

    /** @param text as {@link #ofBeginning} */
    static HeldOut of(Learner learner, byte[] text) {
        return of(learner, text, false);
    }

    private static HeldOut of(Learner learner, byte[] text, boolean beginning) {
        var zero = Reading.fromZero(learner.weights(), 1);
        var carried = learner.reading();
        var both = State.stack(List.of(zero, carried));
        var reading = new Reading(learner.engine(), learner.weights(), both);
        double[][] bits = reading.read(new byte[][] {text, text});
        Double perplexity = beginning ? Perplexity.of(bits[0]) : null;
        return new HeldOut(perplexity, mean(bits[0]), mean(bits[1]), reading.largestCell());
    }

    private static double mean(double[] bits) {
        return DoubleStream.of(bits).average().orElseThrow();
    }
}
