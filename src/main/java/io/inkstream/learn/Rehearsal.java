package io.inkstream.learn;

import io.inkstream.model.CounterRandom;
import io.inkstream.model.State;
import io.inkstream.model.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Keeps the newest windows of the text and says which of them is learned again beside the one that is being learned: one drawn at
 * random, from a state of zero, step by step. What is drawn depends on the seed and on how many windows there were, and what is kept
 * is part of the checkpoint: a restart goes on with the same.
 */
final class Rehearsal {

    private static final String WINDOWS = "replay/windows";
    private static final String CURRENT = "replay/current";
    private static final String OUTPUT = "replay/output";
    private static final String CELL = "replay/cell";

    private final LearnerSettings settings;
    private final Deque<byte[][]> windows = new ArrayDeque<>(); // [segment+1][batch] each, the oldest first
    private final State state;
    private List<byte[]> current = new ArrayList<>(); // [characters into the window + 1][batch]
    private byte[][] drawn = {};
    private long completed;

    private Rehearsal(LearnerSettings settings, State state) {
        this.settings = settings;
        this.state = state;
    }

    static Rehearsal begin(LearnerSettings settings) {
        return new Rehearsal(
                settings,
                State.zeros(settings.window().batchSize(), settings.shape().width()));
    }

    /**
     * Takes a step's text and gives the same place of an older window.
     *
     * @param batches ids, {@code [steps+1][batch]}
     * @return ids of the same shape, to be learned from {@link #state()}; empty while there is no older window
     */
    int[][] beside(int[][] batches) {
        if (current.isEmpty()) {
            begin(batches[0]);
        }
        int at = current.size() - 1;
        for (int t = 1; t < batches.length; t++) {
            current.add(bytes(batches[t]));
        }
        var older = drawn.length == 0 ? new int[0][] : new int[batches.length][];
        for (int t = 0; t < older.length; t++) {
            older[t] = ids(drawn[at + t]);
        }
        if (current.size() > settings.window().segmentLength()) {
            complete();
        }
        return older;
    }

    private void begin(int[] first) {
        current.add(bytes(first));
        draw();
        state.clear();
    }

    private void draw() {
        if (windows.isEmpty()) {
            return;
        }
        long random = new CounterRandom(settings.seed(), completed).bits();
        int index = (int) Long.remainderUnsigned(random, windows.size());
        drawn = List.copyOf(windows).get(index);
    }

    private void complete() {
        windows.addLast(current.toArray(byte[][]::new));
        if (windows.size() > settings.window().replayWindows()) {
            windows.removeFirst();
        }
        current = new ArrayList<>();
        completed++;
    }

    /** What the window that is learned again has been read with so far. */
    State state() {
        return state;
    }

    private static byte[] bytes(int[] ids) {
        var bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) ids[i];
        }
        return bytes;
    }

    private static int[] ids(byte[] bytes) {
        var ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return ids;
    }

    /**
     * What a restart needs: {@code replay/windows}, ids as float32, {@code [windows*(segment+1)][batch]}, {@code replay/current}, those
     * of the window that is being learned, and {@code replay/output} and {@code replay/cell}, {@code [batch][layers*nodes]}.
     */
    Map<String, INDArray> tensors() {
        var tensors = new LinkedHashMap<String, INDArray>();
        if (!windows.isEmpty()) {
            var rows = new ArrayList<byte[]>();
            windows.forEach(window -> rows.addAll(List.of(window)));
            tensors.put(WINDOWS, matrix(rows));
        }
        if (!current.isEmpty()) {
            tensors.put(CURRENT, matrix(current));
        }
        tensors.put(OUTPUT, state.output().toArray());
        tensors.put(CELL, state.cell().toArray());
        return tensors;
    }

    /**
     * Goes on where another was.
     *
     * @param steps that the learner has done
     * @throws IllegalArgumentException naming the array that is missing or has another shape than the settings say
     */
    static Rehearsal restore(LearnerSettings settings, Map<String, INDArray> tensors, long steps) {
        long[] shape = {settings.window().batchSize(), settings.shape().width()};
        var state = State.of(
                Tensors.requireShape(OUTPUT, tensors.get(OUTPUT), shape),
                Tensors.requireShape(CELL, tensors.get(CELL), shape));
        var rehearsal = new Rehearsal(settings, state);
        int length = settings.window().segmentLength() + 1;
        long perWindow = settings.window().steps();
        rehearsal.completed = steps / perWindow;
        long kept = Math.min(rehearsal.completed, settings.window().replayWindows());
        if (kept > 0) {
            var all = rows(WINDOWS, tensors, kept * length, settings.window().batchSize());
            for (int window = 0; window < kept; window++) {
                rehearsal.windows.add(
                        all.subList(window * length, (window + 1) * length).toArray(byte[][]::new));
            }
        }
        long into = steps % perWindow * settings.window().unrollings();
        if (into > 0) {
            rehearsal.current =
                    rows(CURRENT, tensors, into + 1, settings.window().batchSize());
            rehearsal.draw();
        }
        return rehearsal;
    }

    private static INDArray matrix(List<byte[]> rows) {
        var matrix = new float[rows.size()][];
        for (int row = 0; row < matrix.length; row++) {
            byte[] bytes = rows.get(row);
            matrix[row] = new float[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                matrix[row][i] = Byte.toUnsignedInt(bytes[i]);
            }
        }
        return Nd4j.create(matrix);
    }

    private static List<byte[]> rows(String name, Map<String, INDArray> tensors, long count, int width) {
        var matrix = Tensors.requireShape(name, tensors.get(name), count, width);
        var rows = new ArrayList<byte[]>();
        for (long row = 0; row < count; row++) {
            float[] values = Tensors.row(matrix, row);
            var bytes = new byte[width];
            for (int i = 0; i < width; i++) {
                bytes[i] = (byte) values[i];
            }
            rows.add(bytes);
        }
        return rows;
    }
}
