package io.inkstream.train.novelty;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.WindowCosts;
import io.inkstream.learn.WindowSettings;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How surprising each record of the text was. Takes what every character of a window cost before anything was learned from it, and adds it up
 * record by record, in the order of the text. Where there is no mixture, lanes walk a window side by side and the parts of a record are learned in any
 * order, so costs are kept until the window is done. What it holds is part of the checkpoint, so a restart comes to the same figures.
 */
public final class Surprise {

    /** Records that may have begun and not ended: one for each partition of {@code corpus-in}. */
    private static final int OPEN_MAX = 1000;

    private static final String WINDOW = "scores/window";
    private static final String OPEN = "scores.open.";

    private final WindowSettings walk;
    private final boolean bytes;
    /** By place in the window, of the character after it, in nats; NaN where it is not known. */
    private final float[] window;

    private RecordScores records;
    /** Of records that began in a window before and have not ended, by partition: slices of several may be mixed. */
    private final TreeMap<Integer, Open> open = new TreeMap<>();

    private record Open(long offset, Tally tally) {}

    /**
     * A window that is learned, with what is needed to score its records.
     *
     * @param position where it begins in the text: the character there was predicted in the window before
     * @param pieces of the text in order, all that reach into it or are held out in it
     * @param heldOut what the characters of those held out cost, by the piece's offset
     * @param step training steps done when it was learned
     */
    public record Window(long position, List<TextPiece> pieces, Map<Long, WindowCosts> heldOut, long step) {}

    public Surprise(LearnerSettings settings, AlertSettings alerts) {
        this.walk = settings.window();
        this.records = new RecordScores(settings.vocabulary(), alerts);
        this.bytes = settings.vocabulary() instanceof BytesVocabulary;
        this.window = new float[walk.batchSize() * walk.segmentLength()];
        Arrays.fill(window, Float.NaN);
    }

    /**
     * Takes what a step found, where there is no mixture.
     *
     * @param stepsIntoWindow before the step
     * @param nats {@code [steps][batch]}
     */
    public void add(int stepsIntoWindow, float[][] nats) {
        int from = stepsIntoWindow * walk.unrollings();
        for (int t = 0; t < nats.length; t++) {
            for (int lane = 0; lane < walk.batchSize(); lane++) {
                window[lane * walk.segmentLength() + from + t] = nats[t][lane];
            }
        }
    }

    /** Returns what the steps of the window found, and begins the next. */
    public WindowCosts windowCosts() {
        var expected = new float[window.length];
        Arrays.fill(expected, Float.NaN);
        var costs = new WindowCosts(window.clone(), expected);
        Arrays.fill(window, Float.NaN);
        return costs;
    }

    /**
     * Scores the records that end in the window. What a person said counts from its place on: it was there before the window's last character, so a
     * window that is learned has all of it, and the next what stands behind that.
     */
    public List<RecordScores.Score> complete(Window learned, WindowCosts costs) {
        var scores = new ArrayList<RecordScores.Score>();
        long position = learned.position();
        long end = position + window.length + 1; // behind the last character that was predicted
        for (var piece : learned.pieces()) {
            if (piece.origin() instanceof Verdict verdict) {
                records.judge(verdict);
            } else if (piece.origin() instanceof Source source) {
                if (!piece.heldOut()) {
                    add(position, end, piece, source, costs, learned.step(), scores);
                } else if (piece.start() < end - 1) {
                    // Of the next window where the character after it is that window's.
                    addHeldOut(piece, source, learned.heldOut().get(piece.offset()), learned.step(), scores);
                }
            }
        }
        return scores;
    }

    private void add(
            long position,
            long end,
            TextPiece piece,
            Source source,
            WindowCosts costs,
            long step,
            List<RecordScores.Score> scores) {
        if (piece.end() <= position + 1 || piece.start() >= end) {
            return;
        }
        var begun = begun(source);
        boolean goesOn = begun.isPresent();
        var tally = begun.orElseGet(() -> new Tally(bytes));
        long from = goesOn ? Math.max(piece.start(), position + 1) : piece.start();
        for (long at = from; at < Math.min(piece.end(), end); at++) {
            byte id = piece.ids()[(int) (at - piece.start())];
            int place = (int) (at - position - 1);
            if (place < 0) {
                tally.pass(id);
            } else {
                tally.add(id, costs.nats()[place], costs.expected()[place]);
            }
        }
        close(piece, source, source.last() && piece.end() <= end, tally, step, scores);
    }

    private void addHeldOut(
            TextPiece piece, Source source, WindowCosts costs, long step, List<RecordScores.Score> scores) {
        var tally = begun(source).orElseGet(() -> new Tally(bytes));
        for (int i = 0; i < piece.ids().length; i++) {
            tally.add(piece.ids()[i], costs.nats()[i], costs.expected()[i]);
        }
        close(piece, source, source.last(), tally, step, scores);
    }

    /** What a record cost so far that began with an earlier piece or in an earlier window. */
    private Optional<Tally> begun(Source source) {
        var before = open.get(source.partition());
        return before != null && before.offset() == source.offset() ? Optional.of(before.tally()) : Optional.empty();
    }

    private void close(
            TextPiece last, Source source, boolean ended, Tally tally, long step, List<RecordScores.Score> scores) {
        if (!ended) {
            open.put(source.partition(), new Open(source.offset(), tally));
            if (open.size() > OPEN_MAX) {
                open.pollLastEntry(); // whose number somebody made up
            }
            return;
        }
        open.remove(source.partition());
        if (tally.isKnown()) {
            scores.add(records.score(source, last.offset(), tally, step));
        }
    }

    /** What a checkpoint keeps of it, besides {@link #tensors}. */
    public Map<String, String> saved() {
        var saved = new TreeMap<>(records.saved());
        open.forEach((partition, record) -> saved.put(OPEN + partition, record.offset + " " + record.tally.saved()));
        return saved;
    }

    /** The window as far as it is learned, {@code [batch][segment]}, NaN where it is not. */
    public Map<String, INDArray> tensors() {
        return Map.of(WINDOW, Nd4j.create(window.clone(), new long[] {walk.batchSize(), walk.segmentLength()}, 'c'));
    }

    /**
     * Goes on where a checkpoint was; of one that was made without scores, with the next window.
     *
     * @throws IllegalArgumentException if the window is of another size than the settings say
     */
    public static Surprise restore(
            LearnerSettings settings, AlertSettings alerts, Map<String, String> saved, Map<String, INDArray> tensors) {
        var surprise = new Surprise(settings, alerts);
        if (!RecordScores.areIn(saved)) {
            return surprise;
        }
        surprise.records = RecordScores.restore(settings.vocabulary(), alerts, saved);
        saved.forEach((key, value) -> {
            if (key.startsWith(OPEN)) {
                int space = value.indexOf(' ');
                String tally = value.substring(space + 1);
                surprise.open.put(
                        Integer.parseInt(key.substring(OPEN.length())),
                        new Open(Long.parseLong(value.substring(0, space)), Tally.restore(surprise.bytes, tally)));
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
