package io.inkstream.bench.shards;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How fast rounds would be with as many instances as shards, each with a core of its own: a simulation with what was measured in one place. A round takes what its slowest part takes,
 * each drawn from those that were measured; or what counting its text takes, if that is longer; then what it takes to make one model of the parts, and to send everything.
 *
 * @param costs measured with any number of shards
 * @param shards of the measured rounds
 * @param charactersOfPart characters that a shard learns in a round
 * @param bytesPerSecond that the broker takes in and gives out
 * @param secondsOfCommits that a round waits for transactions, all together
 */
public record Scaling(
        SharedPass.Costs costs, int shards, long charactersOfPart, double bytesPerSecond, double secondsOfCommits) {

    private static final int ROUNDS = 200;

    /**
     * So many shards.
     *
     * @param charactersPerSecond of all together
     * @param waiting share of the time in which a shard does not learn
     */
    public record Row(int shards, double charactersPerSecond, double waiting) {}

    /** Returns rows for 1, 2, 4 and on up to so many shards. @param seed of the draws */
    public List<Row> upTo(int most, long seed) {
        var rows = new ArrayList<Row>();
        for (int count = 1; count < most; count *= 2) {
            rows.add(row(count, seed));
        }
        rows.add(row(most, seed));
        return rows;
    }

    private Row row(int count, long seed) {
        var random = new Random(seed);
        double all = 0;
        double learning = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double slowest = 0;
            for (int shard = 0; shard < count; shard++) {
                double part = costs.part().get(random.nextInt(costs.part().size()));
                slowest = Math.max(slowest, part);
                learning += part / count;
            }
            all += Math.max(slowest, costs.counting() / shards * count) + afterParts(count);
        }
        return new Row(count, charactersOfPart * count * ROUNDS / all, 1 - learning / all);
    }

    /** Parts go up and down once, the model up once and down to each shard. */
    private double afterParts(int count) {
        double bytes = 2.0 * count * costs.bytesOfPart() + (1.0 + count) * costs.bytesOfModel();
        return costs.combining() / shards * count + bytes / bytesPerSecond + secondsOfCommits;
    }
}
