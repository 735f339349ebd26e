package io.inkstream.write;

import io.inkstream.engine.Softmax;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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
        var top = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id))
                .limit(count)
                .map(id -> new Entry(id, softmax.logprob(id)))
                .toList();
        return new Logprobs(new Entry(drawn, softmax.logprob(drawn)), top);
    }
}
