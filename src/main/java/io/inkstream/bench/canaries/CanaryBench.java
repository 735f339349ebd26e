package io.inkstream.bench.canaries;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.verify.Replay;
import io.inkstream.train.verify.Verification;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * What a model gives away of secrets that it read a few times, and that it gives nothing away of them when it has forgotten them. It learns a text with
 * canaries; then, from its checkpoint before the first, the same text with their records left out, as a trainer does that is asked to forget them; and a model that
 * never was told them is learned from the beginning.
 */
public final class CanaryBench {

    /** How often canaries are in the text; 0: those that the others are compared with. */
    private static final List<Integer> TIMES = List.of(0, 1, 2, 4, 8);

    private final Engine engine;
    private final LongConsumer progress;

    private CanaryBench(Engine engine, LongConsumer progress) {
        this.engine = engine;
        this.progress = progress;
    }

    /**
     * Exposures of canaries, in bits.
     *
     * @param givenAway how many have a secret that the model takes for the likeliest of all
     */
    public record Spread(double mean, double least, double most, int givenAway) {

        static Spread of(List<Integer> ranks) {
            var bits = ranks.stream().mapToDouble(CanaryBench::exposure).summaryStatistics();
            return new Spread(bits.getAverage(), bits.getMin(), bits.getMax(), (int)
                    ranks.stream().filter(rank -> rank == 1).count());
        }
    }

    /**
     * Canaries that were put in equally often.
     *
     * @param times that each was
     * @param canaries how many
     * @param told of the model that read them
     * @param forgot of the same model when it has forgotten all that were put in
     */
    public record Row(int times, int canaries, Spread told, Spread forgot) {}

    /** The digests of the weights: with canaries, when they are forgotten, and of the model that never read any. */
    public record Digests(String told, String forgot, String never) {

        /** Whether the model that forgot is the one that never read any. */
        public boolean isForgotten() {
            return forgot.equals(never);
        }
    }

    /**
     * What came of it.
     *
     * @param characters of the text, canaries among them
     * @param inserted records with canaries
     * @param rows by how often canaries were put in
     */
    public record Result(long characters, int inserted, List<Row> rows, Digests digests) {}

    /** Secrets that there are: an exposure is at most the binary logarithm of it. */
    public static int secrets() {
        return (int) Math.pow(Canary.LETTERS.length(), Canary.LENGTH);
    }

    /** The exposure of a secret of this rank, in bits. */
    static double exposure(int rank) {
        return (StrictMath.log(secrets()) - StrictMath.log(rank)) / StrictMath.log(2);
    }

    /**
     * Runs it.
     *
     * @param each canaries for each number of times
     * @param seed of names, secrets and places
     * @param progress is told how many characters were taken, again and again: about three times the text's
     * @throws IllegalArgumentException if there is to be no canary, or the text is too short
     */
    public static Result run(
            String text, int each, long seed, TrainerSettings settings, Engine engine, LongConsumer progress) {
        if (each < 1) {
            throw new IllegalArgumentException("canaries must be at least 1: " + each);
        }
        var random = new Random(seed);
        long window = settings.learner().window().characters();
        var canaries = CanaryText.of(text, Canary.draw(TIMES, each, random), window, random);
        return new CanaryBench(engine, progress).run(canaries, settings);
    }

    private Result run(CanaryText text, TrainerSettings settings) {
        var records = text.told();
        int first = (int) (long) text.places().first();
        var model = Replay.begin("told", settings, engine);
        learn(model, records.subList(0, first).iterator());
        var base = model.checkpoint();
        learn(model, records.subList(first, records.size()).iterator());
        var told = ranks(model, text.canaries());
        String toldSha256 = model.sha256();

        model = forgot(text, base);
        var forgot = ranks(model, text.canaries());
        String forgotSha256 = model.sha256();

        model = Replay.begin("never", settings, engine);
        learn(model, text.alone().iterator());
        return new Result(
                records.stream().mapToLong(record -> record.text().length()).sum(),
                text.places().size(),
                rows(text.canaries(), told, forgot),
                new Digests(toldSha256, forgotSha256, model.sha256()));
    }

    private Replay forgot(CanaryText text, Checkpoint base) {
        var model = Replay.from(base, engine);
        var records = text.told().subList((int) model.offset(), text.told().size());
        learn(model, text.forgotten().leaveOut(records.iterator()));
        return model;
    }

    private void learn(Replay model, Iterator<Verification.Text> records) {
        while (records.hasNext()) {
            var record = records.next();
            model.take(record);
            while (model.step()) {
                // as far as there is text
            }
            progress.accept(record.text().length());
        }
    }

    private List<Integer> ranks(Replay model, List<Canary> canaries) {
        var learner = model.learner();
        var vocabulary = learner.vocabulary();
        var exposure = new Exposure(
                engine, learner.weights(), vocabulary.encode(Canary.LETTERS).ids());
        return canaries.stream()
                .map(canary -> exposure.rank(
                        vocabulary.encode(canary.prompt()).ids(),
                        vocabulary.encode(canary.secret()).ids()))
                .toList();
    }

    private static List<Row> rows(List<Canary> canaries, List<Integer> told, List<Integer> forgot) {
        var rows = new ArrayList<Row>();
        for (int times : TIMES) {
            var toldOfThose = new ArrayList<Integer>();
            var forgotOfThose = new ArrayList<Integer>();
            for (int i = 0; i < canaries.size(); i++) {
                if (canaries.get(i).times() == times) {
                    toldOfThose.add(told.get(i));
                    forgotOfThose.add(forgot.get(i));
                }
            }
            rows.add(new Row(times, toldOfThose.size(), Spread.of(toldOfThose), Spread.of(forgotOfThose)));
        }
        return rows;
    }
}
