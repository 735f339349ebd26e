package io.inkstream.bench.adaptation;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.write.Batch;
import io.inkstream.write.Ending;
import io.inkstream.write.Logprobs;
import io.inkstream.write.Sampler;
import io.inkstream.write.Sampling;
import io.inkstream.write.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What adapting to its own text gains a session. A model learns the beginning of a text in one pass; sessions then read the rest, prompt after prompt
 * as a generator reads a prompt that is scored, each twice: as it is, and adapting. Nothing is learned from them, so that they do not know of one another.
 */
public final class AdaptationBench {

    private static final double NATS_PER_BIT = StrictMath.log(2);

    private final Learner learner;
    private final LongSupplier nanoTime;

    private AdaptationBench(Learner learner, LongSupplier nanoTime) {
        this.learner = learner;
        this.nanoTime = nanoTime;
    }

    /**
     * What reading cost.
     *
     * @param bits of all characters but a session's first
     * @param seconds that it took
     */
    public record Cost(double bits, double seconds) {

        Cost plus(Cost other) {
            return new Cost(bits + other.bits, seconds + other.seconds);
        }
    }

    /**
     * A session that was read.
     *
     * @param characters code points, without the first, which nothing came before
     */
    public record Read(String name, int characters, Cost plain, Cost adapted) {

        /** The share of the bits that adapting saves. */
        public double saved() {
            return 1 - adapted.bits() / plain.bits();
        }
    }

    /**
     * What came of it.
     *
     * @param learned characters
     * @param sessions in the order in which they were read
     */
    public record Result(long learned, List<Read> sessions) {

        /** All sessions as one. */
        public Read all() {
            return sessions.stream()
                    .reduce((a, b) -> new Read(
                            "all",
                            a.characters() + b.characters(),
                            a.plain().plus(b.plain()),
                            a.adapted().plus(b.adapted())))
                    .orElseThrow();
        }

        /** The mean share of the bits that adapting saves over sessions of at least so many characters; not a number if there is none. */
        public double meanSaved(int least) {
            return sessions.stream()
                    .filter(session -> session.characters() >= least)
                    .mapToDouble(Read::saved)
                    .average()
                    .orElse(Double.NaN);
        }
    }

    /**
     * Runs it.
     *
     * @param nanoTime a clock in nanoseconds
     * @param progress is told how many more prompts were read
     */
    public static Result run(
            SessionTexts texts, LearnerSettings settings, Engine engine, LongSupplier nanoTime, LongConsumer progress) {
        var learner = new Learner(settings, engine);
        var windows = settings.window().batches();
        windows.append(settings.vocabulary().encode(texts.learned()).ids());
        while (windows.hasNext()) {
            learner.step(windows.next());
        }
        learner.restOfCosts();
        var bench = new AdaptationBench(learner, nanoTime);
        var sessions = new ArrayList<Read>();
        texts.sessions().forEach((name, prompts) -> {
            bench.session(name, prompts, sessions);
            progress.accept(prompts.size());
        });
        return new Result(learner.characters(), sessions);
    }

    private void session(String name, List<String> prompts, List<Read> sessions) {
        int characters = prompts.stream()
                        .mapToInt(prompt -> prompt.codePointCount(0, prompt.length()))
                        .sum()
                - 1;
        if (characters < 1) {
            return;
        }
        // Each goes first as often as the other: what comes second finds the model's tables in the caches.
        boolean plainFirst = sessions.size() % 2 == 0;
        var first = read(prompts, !plainFirst);
        var second = read(prompts, plainFirst);
        sessions.add(new Read(name, characters, plainFirst ? first : second, plainFirst ? second : first));
    }

    private Cost read(List<String> prompts, boolean adapts) {
        var vocabulary = learner.settings().vocabulary();
        var writer = new Writer(learner.engine(), learner.weights(), vocabulary);
        var sampler = new Sampler(adapts ? Sampling.usual().adapting() : Sampling.usual());
        var position = writer.begin(0);
        double nats = 0;
        long begin = nanoTime.getAsLong();
        for (String prompt : prompts) {
            var batch = new Batch(learner.engine(), learner.weights(), vocabulary);
            var lane = batch.join(
                    position, vocabulary.encode(prompt).ids(), sampler, Ending.after(0), new Logprobs.Wanted(1, true));
            while (!batch.isEmpty()) {
                batch.step();
            }
            for (var read : lane.logprobs()) {
                nats -= read.drawn().logprob();
            }
            position = lane.written().position();
        }
        return new Cost(nats / NATS_PER_BIT, (nanoTime.getAsLong() - begin) / 1e9);
    }
}
