package io.inkstream.bench.quality;

import io.inkstream.engine.Engine;
import io.inkstream.learn.LearnerSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What it costs a model that a text changes into another: the other text is learned behind the first, and by a model that sees nothing
 * else, and block for block of it both are compared.
 */
public final class Drift {

    /** By how much a block may cost more. */
    private static final double NEAR = 1.1;

    private Drift() {}

    /**
     * A block of the second text.
     *
     * @param characters where it ends in the second text
     * @param drifted bits per character of the model that had learned the first text
     * @param fresh bits per character of the model that sees the second text alone
     */
    public record Block(long characters, double drifted, double fresh) {}

    /**
     * What came of it.
     *
     * @param nearSame where it is within 10 % of the other at the same place from there on; empty: never
     * @param nearEnd where it is first within 10 % of what the other comes to at last: its mean over the last tenth of the text
     * @param end that mean, bits per character
     */
    public record Result(List<Block> blocks, OptionalLong nearSame, OptionalLong nearEnd, double end) {}

    /**
     * Learns both.
     *
     * @param every characters of a block; a few more, as steps are whole
     * @throws IllegalArgumentException if a text is too short for ten blocks
     */
    public static Result of(
            String first,
            String second,
            int every,
            LearnerSettings settings,
            Engine engine,
            LongSupplier nanoTime,
            LongConsumer progress) {
        var vocabulary = settings.vocabulary();
        byte[] before = vocabulary.encode(first).ids();
        byte[] then = vocabulary.encode(second).ids();
        if (before.length == 0 || then.length < 10 * every) {
            throw new IllegalArgumentException("the first text must have characters and the second at least "
                    + 10 * every + " (ten blocks): " + before.length + " and " + then.length);
        }
        byte[] both = Arrays.copyOf(before, before.length + then.length);
        System.arraycopy(then, 0, both, before.length, then.length);

        var alone = OnePass.over(then, settings, engine, counted -> counted / every, nanoTime, progress);
        // The points of the second text, and one where it begins.
        var behind = OnePass.over(
                both,
                settings,
                engine,
                counted -> counted < before.length ? -1 : (counted - before.length) / every,
                nanoTime,
                progress);
        return result(
                means(new OnePass.Point(0, 0), alone.curve()),
                means(
                        behind.curve().get(0),
                        behind.curve().subList(1, behind.curve().size())),
                every);
    }

    /** Means of the stretches between points. */
    private static List<Double> means(OnePass.Point begin, List<OnePass.Point> curve) {
        var means = new ArrayList<Double>();
        var last = begin;
        for (var point : curve) {
            means.add((point.bitsPerCharacter() * point.characters() - last.bitsPerCharacter() * last.characters())
                    / (point.characters() - last.characters()));
            last = point;
        }
        return means;
    }

    private static Result result(List<Double> fresh, List<Double> drifted, int every) {
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < Math.min(fresh.size(), drifted.size()); i++) {
            blocks.add(new Block((i + 1L) * every, drifted.get(i), fresh.get(i)));
        }
        int tenth = blocks.size() - blocks.size() / 10;
        double end = blocks.subList(tenth, blocks.size()).stream()
                .mapToDouble(Block::fresh)
                .average()
                .orElseThrow();
        var nearEnd = blocks.stream()
                .filter(block -> block.drifted() <= NEAR * end)
                .mapToLong(Block::characters)
                .findFirst();
        int last = blocks.size();
        while (last > 0
                && blocks.get(last - 1).drifted() <= NEAR * blocks.get(last - 1).fresh()) {
            last--;
        }
        var nearSame = last == blocks.size() ? OptionalLong.empty() : OptionalLong.of((long) last * every);
        return new Result(List.copyOf(blocks), nearSame, nearEnd, end);
    }
}
