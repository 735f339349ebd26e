package io.inkstream.bench.endurance;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Reading;
import io.inkstream.model.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Texts that are never learned, cut out of a corpus at even distances, and what they cost. The end of each is read twice: from a state of
 * zero, as a new session would, and behind the text before it.
 */
final class HeldOut {

    /** How many. */
    static final int TEXTS = 5;

    /** Characters of a text that are read before what is compared. */
    static final int BEFORE = 5000;

    /** Characters that are compared. */
    static final int COMPARED = 1000;

    /** Characters that belong to the beginning, and of the pieces of which the worst is told. */
    static final int PIECE = 100;

    private final byte[] learned;
    private final byte[][] texts; // [TEXTS][1 + BEFORE + COMPARED]

    /**
     * @param corpus ids
     * @throws IllegalArgumentException if more than half of it would be held out
     */
    HeldOut(byte[] corpus) {
        int length = 1 + BEFORE + COMPARED;
        if (corpus.length < 2 * TEXTS * length) {
            throw new IllegalArgumentException("a corpus must have at least " + 2 * TEXTS * length
                    + " characters, half of them to be held out: " + corpus.length);
        }
        int distance = corpus.length / TEXTS;
        texts = new byte[TEXTS][];
        learned = new byte[corpus.length - TEXTS * length];
        int to = 0;
        int from = 0;
        for (int i = 0; i < TEXTS; i++) {
            int begin = i * distance + (distance - length) / 2;
            System.arraycopy(corpus, from, learned, to, begin - from);
            to += begin - from;
            from = begin + length;
            texts[i] = Arrays.copyOfRange(corpus, begin, from);
        }
        System.arraycopy(corpus, from, learned, to, corpus.length - from);
    }

    /** The corpus without them. */
    byte[] learned() {
        return learned;
    }

    /**
     * What they cost, in bits per character.
     *
     * @param beginning the first 100 characters from a state of zero
     * @param fromZero the next 900
     * @param warm the same 900 characters behind 5,000 others
     * @param worst the dearest 100 characters in a row of all, from zero and behind others
     * @param largestCell that was come to
     */
    record Cost(double beginning, double fromZero, double warm, double worst, double largestCell) {}

    Cost cost(Engine engine, Parameters weights) {
        var whole = Stream.of(texts).toArray(byte[][]::new);
        var ends = Stream.of(texts)
                .map(text -> Arrays.copyOfRange(text, BEFORE, text.length))
                .toArray(byte[][]::new);
        var warmReading = read(whole, engine, weights);
        var zeroReading = read(ends, engine, weights);
        return new Cost(
                mean(zeroReading.bits, 0, PIECE),
                mean(zeroReading.bits, PIECE, COMPARED),
                mean(warmReading.bits, BEFORE + PIECE, BEFORE + COMPARED),
                Math.max(worst(warmReading.bits), worst(zeroReading.bits)),
                Math.max(warmReading.largestCell, zeroReading.largestCell));
    }

    private record Read(double[][] bits, double largestCell) {}

    private static Read read(byte[][] texts, Engine engine, Parameters weights) {
        var reading = new Reading(engine, weights, Reading.fromZero(weights, texts.length));
        var bits = reading.read(texts);
        return new Read(bits, reading.largestCell());
    }

    private static double mean(double[][] bits, int from, int to) {
        return Stream.of(bits)
                .flatMapToDouble(text -> Arrays.stream(text, from, to))
                .average()
                .orElseThrow();
    }

    private static double worst(double[][] bits) {
        return Stream.of(bits).flatMapToDouble(HeldOut::pieces).max().orElseThrow();
    }

    private static DoubleStream pieces(double[] bits) {
        List<Double> means = new ArrayList<>();
        for (int from = 0; from + PIECE <= bits.length; from += PIECE) {
            means.add(Arrays.stream(bits, from, from + PIECE).average().orElseThrow());
        }
        return means.stream().mapToDouble(Double::doubleValue);
    }
}
