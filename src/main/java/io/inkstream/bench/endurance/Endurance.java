package io.inkstream.bench.endurance;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.model.Magnitude;
import io.inkstream.text.WindowedBatches;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Learns a corpus over and over, and looks at the model as it ages: at every so many characters, and whenever its age has doubled. A fault
 * of age comes and goes, so what is told of an age is the worst since the age before.
 */
public final class Endurance {

    /** The first age that is told, in characters. */
    private static final long FIRST = 100_000;

    private static final double NATS_PER_BIT = StrictMath.log(2);

    private final HeldOut heldOut;
    private final Learner learner;
    private final WindowedBatches windows;
    private final Consumer<Age> told;
    private final LongConsumer progress;

    private double nats;
    private long counted;
    private Worst worst = Worst.NONE;

    private Endurance(
            HeldOut heldOut, LearnerSettings settings, Engine engine, Consumer<Age> told, LongConsumer progress) {
        this.heldOut = heldOut;
        this.learner = new Learner(settings, engine);
        this.windows = settings.window().batches();
        this.told = told;
        this.progress = progress;
    }

    /**
     * A model at an age. All costs are in bits per character.
     *
     * @param characters that it has learned
     * @param steps that it has done
     * @param onLine mean over what it learned since the age before, each character before it was learned
     * @param beginning the first 100 characters of texts that are held out, from a state of zero
     * @param fromZero the next 900
     * @param warm the same 900 behind 5,000 characters of the same texts
     * @param looks how often it was looked at since the age before, this time among them
     * @param worst the dearest 100 characters in a row at any look
     * @param largestRatio the largest fromZero / warm at any look
     * @param largestWeight the largest absolute value of a weight of the network
     * @param largestCell the largest absolute value that a cell came to in reading what is held out, at any look
     */
    public record Age(
            long characters,
            long steps,
            double onLine,
            double beginning,
            double fromZero,
            double warm,
            int looks,
            double worst,
            double largestRatio,
            double largestWeight,
            double largestCell) {}

    private record Worst(int looks, double piece, double ratio, double cell) {

        static final Worst NONE = new Worst(0, 0, 0, 0);

        Worst and(HeldOut.Cost cost) {
            return new Worst(
                    looks + 1,
                    Math.max(piece, cost.worst()),
                    Math.max(ratio, cost.fromZero() / cost.warm()),
                    Math.max(cell, cost.largestCell()));
        }
    }

    /**
     * Learns until so many characters are learned, or a few more, as steps are whole.
     *
     * @param every characters from one look to the next
     * @param told each age, the last among them
     * @param progress is told how many characters were learned, again and again
     * @throws IllegalArgumentException if the text is too short to hold enough of it out, or a count is below 1
     */
    public static void run(
            String text,
            long characters,
            long every,
            LearnerSettings settings,
            Engine engine,
            Consumer<Age> told,
            LongConsumer progress) {
        if (characters < 1 || every < 1) {
            throw new IllegalArgumentException("lag in characters, and from one look to the next, must be at least 1: "
                    + characters + " and " + every);
        }
        var heldOut = new HeldOut(settings.vocabulary().encode(text).ids());
        new Endurance(heldOut, settings, engine, told, progress).learn(characters, every);
    }

    private void learn(long characters, long every) {
        long nextAge = FIRST;
        long nextLook = every;
        while (learner.characters() < characters) {
            step();
            long learned = learner.characters();
            boolean ageDue = learned >= nextAge || learned >= characters;
            if (ageDue || learned >= nextLook) {
                var cost = heldOut.cost(learner.engine(), learner.weights());
                worst = worst.and(cost);
                nextLook = learned >= nextLook ? nextLook + every : nextLook;
                if (ageDue) {
                    tell(cost);
                    nextAge = learned >= nextAge ? 2 * nextAge : nextAge;
                }
            }
        }
    }

    private void step() {
        while (!windows.hasNext()) {
            windows.append(heldOut.learned());
        }
        var step = learner.step(windows.next());
        nats += learner.hasMixture() ? step.mixedNats() : step.loss() * step.characters();
        counted += learner.hasMixture() ? step.mixedCharacters() : step.characters();
        progress.accept(step.characters());
    }

    private void tell(HeldOut.Cost cost) {
        told.accept(new Age(
                learner.characters(),
                learner.steps(),
                nats / NATS_PER_BIT / counted,
                cost.beginning(),
                cost.fromZero(),
                cost.warm(),
                worst.looks(),
                worst.piece(),
                worst.ratio(),
                Magnitude.ofWeights(learner.weights()),
                worst.cell()));
        nats = 0;
        counted = 0;
        worst = Worst.NONE;
    }
}
