package io.inkstream.bench.writing;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.text.WindowedBatches;
import io.inkstream.write.Ending;
import io.inkstream.write.Sampler;
import io.inkstream.write.Sampling;
import io.inkstream.write.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Learns a text, over and over where it is too short, and has the model write at some ages: samples of new sessions that have read one
 * blank. They are measured beside the end of the text, which is held out.
 */
public final class WritingBench {

    /** Characters at the text's end that are not learned: what real text measures. */
    static final int HELD_OUT = 10_000;

    /** The least that is learned of a text. */
    static final int LEARNED_MIN = 10_000;

    private static final int DISTINCT = 5;

    private final KnownText known;
    private final LearnerSettings settings;
    private final Learner learner;
    private final WindowedBatches windows;
    private final byte[] learned;

    private WritingBench(String learnedText, LearnerSettings settings, Engine engine) {
        this.settings = settings;
        known = new KnownText(learnedText);
        learner = new Learner(settings, engine);
        windows = settings.window().batches();
        learned = settings.vocabulary().encode(learnedText).ids();
    }

    /**
     * What to write.
     *
     * @param ages characters to have learned, rising
     * @param samples how many, with the seeds 1, 2, ...
     * @param length of each, in characters
     * @param sampling how characters are drawn
     */
    public record Plan(List<Long> ages, int samples, int length, Sampling sampling) {

        /** @throws IllegalArgumentException naming what is out of its range */
        public Plan {
            ages = List.copyOf(ages);
            for (int i = 0; i < ages.size(); i++) {
                if (ages.get(i) <= (i == 0 ? 0 : ages.get(i - 1))) {
                    throw new IllegalArgumentException("ages must be above 0 and rise: " + ages);
                }
            }
            if (ages.isEmpty() || samples < 1 || length < DISTINCT) {
                throw new IllegalArgumentException("ages and samples must be at least 1, their length " + DISTINCT
                        + ": " + ages.size() + ", " + samples + ", " + length);
            }
        }
    }

    /**
     * How texts measure, means over all of them but for the longest stretch.
     *
     * @param knownWords share of words that the learned text has
     * @param bits per byte, for a model of counts that has learned the same text
     * @param copied share of characters in stretches of 32 and more that the learned text has
     * @param longestCopied the longest stretch that it has, in characters
     * @param distinct 5-grams of characters as a share of all of them, all texts together
     */
    public record Measure(double knownWords, double bits, double copied, int longestCopied, double distinct) {}

    /**
     * A model at an age.
     *
     * @param characters that it has learned
     * @param written what its samples measure
     * @param samples the texts
     */
    public record Age(long characters, Measure written, List<String> samples) {}

    /**
     * Runs it.
     *
     * @param told each age
     * @param progress is told how many characters were learned, again and again
     * @return what the held-out text measures, cut into pieces as long and as many as the samples
     * @throws IllegalArgumentException if the text is too short to hold enough of it out
     */
    public static Measure run(
            String text,
            Plan plan,
            LearnerSettings settings,
            Engine engine,
            Consumer<Age> told,
            LongConsumer progress) {
        int end = text.length() - HELD_OUT;
        if (end < LEARNED_MIN) {
            throw new IllegalArgumentException("the text must have at least " + (LEARNED_MIN + HELD_OUT)
                    + " characters, of which " + HELD_OUT + " are held out: " + text.length());
        }
        var bench = new WritingBench(text.substring(0, end), settings, engine);
        for (long age : plan.ages()) {
            bench.learn(age, progress);
            var samples = bench.write(plan);
            told.accept(new Age(bench.learner.characters(), bench.measure(samples), samples));
        }
        return bench.measure(pieces(text.substring(end), plan));
    }

    private void learn(long characters, LongConsumer progress) {
        while (learner.characters() < characters) {
            while (!windows.hasNext()) {
                windows.append(learned);
            }
            progress.accept(learner.step(windows.next()).characters());
        }
    }

    private List<String> write(Plan plan) {
        var vocabulary = settings.vocabulary();
        var writer = new Writer(learner.engine(), learner.weights(), vocabulary);
        byte[] blank = vocabulary.encode(" ").ids();
        var samples = new ArrayList<String>();
        for (int seed = 1; seed <= plan.samples(); seed++) {
            var begun = writer.read(writer.begin(seed), blank);
            samples.add(writer.write(begun, new Sampler(plan.sampling()), Ending.after(plan.length()))
                    .text());
        }
        return samples;
    }

    /** As many as there are samples, as far as the text goes: how much of a text repeats itself depends on how long it is. */
    private static List<String> pieces(String text, Plan plan) {
        int length = plan.length();
        var pieces = new ArrayList<String>();
        for (int from = 0; from + length <= text.length() && pieces.size() < plan.samples(); from += length) {
            pieces.add(text.substring(from, from + length));
        }
        return pieces.isEmpty() ? List.of(text) : pieces;
    }

    private Measure measure(List<String> texts) {
        var grams = new HashSet<String>();
        long all = 0;
        for (String text : texts) {
            for (int from = 0; from + DISTINCT <= text.length(); from++) {
                grams.add(text.substring(from, from + DISTINCT));
                all++;
            }
        }
        return new Measure(
                texts.stream().mapToDouble(known::knownWords).average().orElseThrow(),
                texts.stream().mapToDouble(known::bits).average().orElseThrow(),
                texts.stream().mapToDouble(known::copied).average().orElseThrow(),
                texts.stream().mapToInt(known::longestCopied).max().orElseThrow(),
                all == 0 ? 0 : (double) grams.size() / all);
    }
}
