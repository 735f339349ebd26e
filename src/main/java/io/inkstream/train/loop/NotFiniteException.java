package io.inkstream.train.loop;

import io.inkstream.learn.Learner;
import io.inkstream.schema.OffsetRange;
import io.inkstream.serde.TopicNames;
import java.util.function.Supplier;

/** A model's training came to NaN or an infinite value. It is lost from there on, so it stops where it was last well. */
public final class NotFiniteException extends RuntimeException {

    private final String model;
    private final String what;
    private final transient LearnedText text;

    /**
     * @param what what is not finite, and where
     * @param text the text that was learned when it came to that
     */
    NotFiniteException(String model, String what, LearnedText text) {
        this(model, what, text, TopicNames.CORPUS_ORDERED);
    }

    private NotFiniteException(String model, String what, LearnedText text, String where) {
        super(message(model, what, text.on(0), where));
        this.model = model;
        this.what = what;
        this.text = text;
    }

    /** The same with the partition of the text. */
    public NotFiniteException on(int partition) {
        return new NotFiniteException(model, what, text, TopicNames.CORPUS_ORDERED + "-" + partition);
    }

    /** @throws NotFiniteException if loss or gradients of a step are not finite: then neither are the weights any more */
    static void require(String model, Learner.Step step, Supplier<LearnedText> text) {
        if (!Double.isFinite(step.loss()) || !Double.isFinite(step.gradientNorm())) {
            throw new NotFiniteException(
                    model,
                    "step " + step.step() + " has loss " + step.loss() + " and gradient norm " + step.gradientNorm(),
                    text.get());
        }
    }

    private static String message(String model, String what, OffsetRange text, String where) {
        return "model " + model + " stops learning: " + what + ", from the text of " + where + ", offset "
                + text.getFrom() + ", character " + text.getFromCharacter() + ", to offset " + text.getTo()
                + ", character " + text.getToCharacter()
                + "; no checkpoint was made of it. Lower learning.rate or clip.norm and restart it: it continues from its"
                + " last checkpoint and trains on that text again";
    }
}
