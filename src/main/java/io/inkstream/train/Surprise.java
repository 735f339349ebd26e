package io.inkstream.train;

import io.inkstream.lstm.LearnerSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How surprising each record of the text was. Keeps what every character of the window cost before anything was learned from it, and
 * when the window is learned adds it up record by record, in the order of the text: lanes walk a window side by side, so the parts
 * of a record may be learned in any order. What it holds is part of the checkpoint, so a restart comes to the same figures.
 */
final class Surprise {

    /** Records that the mean reaches back to. */
    private static final int HORIZON = 100;

    /** Records that may have begun and not ended: one for each partition of {@code corpus-in}. */
    private static final int OPEN_MAX = 1000;

    private static final String WINDOW = "scores/window";
    private static final double NATS_PER_BIT = StrictMath.log(2);

    private final LearnerSettings settings;
    /** By place in the window, of the character after it, in nats; NaN where it is not known. */
    private final float[] window;

    private Distribution records = new Distribution(HORIZON);
    /** Of records that began in a window before and have not ended, by partition: slices of several may be mixed. */
    private final TreeMap<Integer, Open> open = new TreeMap<>();

    /** @param nats NaN if some of it is not known */
    private record Open(long offset, double nats, long characters) {}

    /**
     * A record's surprise.
     *
     * @param characters that were predicted
     * @param bitsPerCharacter their mean
     * @param z null while there is nothing to compare with
     * @param mean of the records before, bits per character
     * @param deviation of the records before, bits per character
     */
    record Score(Source source, long characters, double bitsPerCharacter, Double z, double mean, double deviation) {}

    Surprise(LearnerSettings settings) {
        this.settings = settings;
        this.window = new float[settings.batchSize() * settings.segmentLength()];
        Arrays.fill(window, Float.NaN);
    }

    /**
     * Takes what a step found.
     *
     * @param stepsIntoWindow before the step
     * @param nats {@code [steps][batch]}
     */
    void add(int stepsIntoWindow, float[][] nats) {
        int from = stepsIntoWindow * settings.unrollings();
        for (int t = 0; t < nats.length; t++) {
            for (int lane = 0; lane < settings.batchSize(); lane++) {
                window[lane * settings.segmentLength() + from + t] = nats[t][lane];
            }
        }
    }

    /** Takes what the mixture found of the whole window, in nats and in the order of the text. */
    void add(float[] nats) {
        System.arraycopy(nats, 0, window, 0, window.length);
    }

    /**
     * Gives the records that end in the window, which is learned, and begins the next.
     *
     * @param position where the window begins in the text: the character there was predicted in the window before
     * @param pieces of the text in order, all that reach into the window
     */
    List<Score> complete(long position, Deque<KeptText.Piece> pieces) {
        var scores = new ArrayList<Score>();
        long end = position + window.length + 1; // behind the last character that was predicted
        for (var piece : pieces) {
            if (piece.end() > position + 1 && piece.start() < end && piece.source() != null) {
                add(position, end, piece, scores);
            }
        }
        Arrays.fill(window, Float.NaN);
        return scores;
    }

    private void add(long position, long end, KeptText.Piece piece, List<Score> scores) {
        var source = piece.source();
        var before = open.get(source.partition());
        boolean goesOn = before != null && before.offset() == source.offset();
        double nats = goesOn ? before.nats() : 0;
        long from = Math.max(piece.start(), position + 1);
        long to = Math.min(piece.end(), end);
        for (long at = from; at < to; at++) {
            nats += window[(int) (at - position - 1)];
        }
        long characters = (goesOn ? before.characters() : 0) + to - from;
        if (!source.last() || piece.end() > end) {
            open.put(source.partition(), new Open(source.offset(), nats, characters));
            if (open.size() > OPEN_MAX) {
                open.pollLastEntry(); // whose number somebody made up
            }
            return;
        }
        open.remove(source.partition());
        if (!Double.isNaN(nats)) {
            scores.add(score(source, characters, nats / NATS_PER_BIT / characters));
        }
    }

    private Score score(Source source, long characters, double bits) {
        var score = new Score(source, characters, bits, records.z(bits), records.mean(), records.deviation());
        records.add(bits);
        return score;
    }

    /** What a checkpoint keeps of it, besides {@link #tensors}. */
    Map<String, String> saved() {
        var saved = new TreeMap<String, String>();
        saved.put("scores.records", Long.toString(records.count()));
        saved.put("scores.mean", Double.toString(records.mean()));
        saved.put("scores.variance", Double.toString(records.variance()));
        open.forEach((partition, record) ->
                saved.put("scores.open." + partition, record.offset + " " + record.nats + " " + record.characters));
        return saved;
    }

    /** The window as far as it is learned, {@code [batch][segment]}, NaN where it is not. */
    Map<String, INDArray> tensors() {
        return Map.of(
                WINDOW, Nd4j.create(window.clone(), new long[] {settings.batchSize(), settings.segmentLength()}, 'c'));
    }

    /**
     * Goes on where a checkpoint was; of one that was made without scores, with the next window.
     *
     * @throws IllegalArgumentException if the window is of another size than the settings say
     */
    static Surprise restore(LearnerSettings settings, Map<String, String> saved, Map<String, INDArray> tensors) {
        var surprise = new Surprise(settings);
        if (!saved.containsKey("scores.records")) {
            return surprise;
        }
        surprise.records = new Distribution(
                HORIZON,
                Long.parseLong(saved.get("scores.records")),
                Double.parseDouble(saved.get("scores.mean")),
                Double.parseDouble(saved.get("scores.variance")));
        saved.forEach((key, value) -> {
            if (key.startsWith("scores.open.")) {
                String[] parts = value.split(" ");
                surprise.open.put(
                        Integer.parseInt(key.substring("scores.open.".length())),
                        new Open(Long.parseLong(parts[0]), Double.parseDouble(parts[1]), Long.parseLong(parts[2])));
            }
        });
        float[] window = tensors.get(WINDOW).data().asFloat();
        if (window.length != surprise.window.length) {
            throw new IllegalArgumentException(
                    "array " + WINDOW + " must have " + surprise.window.length + " elements: " + window.length);
        }
        System.arraycopy(window, 0, surprise.window, 0, window.length);
        return surprise;
    }
}
