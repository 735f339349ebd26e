package io.inkstream.learn;

import io.inkstream.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One of the learners that share a round: an ordinary learner that begins with what all of them have in common. What it makes of its text depends on nothing
 * else, so it may be done anywhere, and again.
 */
public final class Shard {

    private final LearnerSettings settings;
    private final Learner learner;
    private final boolean keepsCosts;
    private final List<WindowCosts> costs = new ArrayList<>();
    private double losses;
    private double mixedNats;
    private long mixedCharacters;
    private long characters;
    private Learner.Step last;

    private Shard(LearnerSettings settings, Learner learner, boolean keepsCosts) {
        this.settings = settings;
        this.learner = learner;
        this.keepsCosts = keepsCosts;
        if (keepsCosts && learner.hasMixture()) {
            learner.keepCosts();
        }
    }

    /**
     * Learns a part of a round.
     *
     * @param number of the shard, from 0
     * @param common what {@link Learner#tensors} gave when the round began
     * @param steps done when it began
     * @param characters learned when it began
     * @param text the shard's windows and the character behind them, ids as unsigned bytes
     * @param keepsCosts whether to say what each character cost
     * @throws IllegalArgumentException if there is no such shard, or the text has another length, or an array is missing or has another shape
     * @throws CancellationException if the thread is interrupted
     */
    public static Part learn(
            LearnerSettings settings,
            Engine engine,
            int number,
            Map<String, INDArray> common,
            long steps,
            long characters,
            byte[] text,
            boolean keepsCosts) {
        long length = settings.rounds().windows() * settings.window().characters() + 1;
        if (number < 0 || number >= settings.rounds().shards() || text.length != length) {
            throw new IllegalArgumentException(
                    "a shard must be one of " + settings.rounds().shards()
                            + " and have a text of " + length + " characters: shard " + number + ", " + text.length
                            + " characters");
        }
        long before = (long) number * settings.rounds().windows();
        var learner = Learner.restore(
                settings,
                engine,
                common,
                steps + before * settings.window().steps(),
                characters + before * settings.window().characters());
        return new Shard(settings, learner, keepsCosts).learn(text);
    }

    private Part learn(byte[] text) {
        var windows = settings.window().batches();
        windows.append(text);
        int done = 0;
        while (windows.hasNext()) {
            if (windows.stepsIntoWindow() == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while a shard learned");
            }
            int into = windows.stepsIntoWindow();
            int[][] batches = windows.next();
            float[][] nats = keepsCosts && !learner.hasMixture() ? room(batches) : null;
            add(learner.step(batches, nats));
            keep(into, nats);
            done++;
        }
        if (learner.hasMixture()) {
            if (keepsCosts) {
                costs.add(learner.windowCosts());
            }
            var rest = learner.restOfCosts();
            mixedNats += rest.nats();
            mixedCharacters += rest.characters();
        }
        var summary = new Learner.Step(
                last.step(),
                losses / done,
                last.learningRate(),
                last.gradientNorm(),
                characters,
                mixedNats,
                mixedCharacters);
        return new Part(Part.withoutLists(learner.tensors()), summary, costs);
    }

    private float[][] room(int[][] batches) {
        return new float[batches.length - 1][settings.window().batchSize()];
    }

    private void add(Learner.Step step) {
        losses += step.loss();
        mixedNats += step.mixedNats();
        mixedCharacters += step.mixedCharacters();
        characters += step.characters();
        last = step;
    }

    /** Keeps what became known with a step: of the window before, where there is a mixture, else of each character. */
    private void keep(int stepsIntoWindow, float[][] nats) {
        if (keepsCosts && learner.hasMixture() && learner.toldCosts() != null) {
            costs.add(learner.toldCosts());
        }
        if (nats == null) {
            return;
        }
        int length = settings.window().segmentLength();
        if (stepsIntoWindow == 0) {
            float[] unknown = new float[Math.toIntExact(settings.window().characters())];
            Arrays.fill(unknown, Float.NaN);
            costs.add(new WindowCosts(unknown.clone(), unknown));
        }
        float[] each = costs.get(costs.size() - 1).nats();
        int from = stepsIntoWindow * settings.window().unrollings();
        for (int t = 0; t < nats.length; t++) {
            for (int lane = 0; lane < nats[t].length; lane++) {
                each[lane * length + from + t] = nats[t][lane];
            }
        }
    }
}
