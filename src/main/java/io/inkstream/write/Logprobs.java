package io.inkstream.write;

import io.inkstream.engine.Softmax;
import java.util.ArrayList;
import java.util.List;

/**
 * An id that was drawn, and those that were likeliest: natural logarithms of their probabilities in the softmax at temperature 1
 * over the whole vocabulary, whatever was sampled from.
 *
 * @param drawn the id that was drawn
 * @param top the likeliest ids, the likeliest first, the lower id of equals first
 */
public record Logprobs(Entry drawn, List<Entry> top) {

    /**
     * An id and how likely it was.
     *
     * @param id of the vocabulary
     * @param logprob in nats, at most 0
     */
    public record Entry(int id, double logprob) {}

    /**
     * What is remembered of log-probabilities.
     *
     * @param likely how many of the likeliest ids with each; 0: none, and no log-probability
     * @param ofRead whether also of the text that is read before anything is written
     */
    public record Wanted(int likely, boolean ofRead) {

        /** @throws IllegalArgumentException if those of the text that is read are wanted without any */
        public Wanted {
            if (likely < 0 || (ofRead && likely == 0)) {
                throw new IllegalArgumentException("likely must be at least " + (ofRead ? 1 : 0) + ": " + likely);
            }
        }
    }

    /**
     * @param softmax of the logits it was drawn from
     * @param count how many of the likeliest; all if there are fewer
     */
    static Logprobs of(Softmax softmax, int drawn, int count) {
        float[] logits = softmax.logits();
        var top = new ArrayList<Entry>();
        int last = -1;
        while (top.size() < Math.min(count, logits.length)) {
            int next = -1;
            for (int id = 0; id < logits.length; id++) {
                if ((last < 0 || isBefore(logits, last, id)) && (next < 0 || isBefore(logits, id, next))) {
                    next = id;
                }
            }
            top.add(new Entry(next, softmax.logprob(next)));
            last = next;
        }
        return new Logprobs(new Entry(drawn, softmax.logprob(drawn)), top);
    }

    private static boolean isBefore(float[] logits, int id, int other) {
        int order = Float.compare(-logits[id], -logits[other]);
        return order < 0 || order == 0 && id < other;
    }
}
