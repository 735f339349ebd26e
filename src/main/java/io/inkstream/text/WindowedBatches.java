package io.inkstream.text;

import java.util.Arrays;
import java.util.NoSuchElementException;

/**
 * The tutorial's walk over a stream, window after window. A window is {@code batch * segmentLength + 1} characters; lane
 * <i>r</i> walks segment <i>r</i> of it, {@code unrollings} characters a step. A window's last character is the first of the next
 * one, so every character of the stream after the first is a target exactly once. With one window as long as the text this is
 * {@link BatchGenerator} for as long as a lane stays inside its segment.
 *
 * <p>Holds the text of the current window and what was appended beyond it, in an array of at most four times that. Not for use by two
 * threads at once.
 */
public final class WindowedBatches {

    private final int batch;
    private final int segmentLength;
    private final int unrollings;
    private final int window;

    private byte[] text = new byte[0];
    private int start;
    private int end;
    private long position;
    private int stepsIntoWindow;

    /**
     * @param batch lanes
     * @param segmentLength characters a lane walks in one window
     * @param unrollings characters a lane moves on with a step; the last step of a window is shorter where segmentLength
     *     is not a multiple of it
     * @throws IllegalArgumentException if one of them is below 1 or a window would not fit in memory
     */
    public WindowedBatches(int batch, int segmentLength, int unrollings) {
        Batches.requireAtLeastOne("batch", batch);
        Batches.requireAtLeastOne("segmentLength", segmentLength);
        Batches.requireAtLeastOne("unrollings", unrollings);
        if ((long) batch * segmentLength > 1 << 30) {
            throw new IllegalArgumentException(
                    "batch * segmentLength must be at most 2^30 characters: " + batch + " * " + segmentLength);
        }
        this.batch = batch;
        this.segmentLength = segmentLength;
        this.unrollings = unrollings;
        this.window = batch * segmentLength;
    }

    /** Adds the next characters of the stream, as unsigned bytes; they are copied. */
    public void append(byte[] ids) {
        if (ids.length > text.length - end) {
            makeRoom(ids.length);
        }
        System.arraycopy(ids, 0, text, end, ids.length);
        end += ids.length;
    }

    /** Returns whether a step can be taken: the whole current window is at hand. */
    public boolean hasNext() {
        return pending() > window;
    }

    /**
     * Returns the next step's ids, {@code [steps+1][batch]}, normally {@code unrollings+1} rows; within a window the first row
     * repeats the last of the step before.
     *
     * @throws NoSuchElementException if the current window is not complete
     */
    public int[][] next() {
        if (!hasNext()) {
            throw new NoSuchElementException("a step needs the whole window of " + (window + 1L)
                    + " characters, append more text: " + pending() + " at hand");
        }
        int from = stepsIntoWindow * unrollings;
        int to = (int) Math.min((long) from + unrollings, segmentLength);
        var batches = new int[to - from + 1][batch];
        for (int t = from; t <= to; t++) {
            for (int lane = 0; lane < batch; lane++) {
                batches[t - from][lane] = Byte.toUnsignedInt(text[start + lane * segmentLength + t]);
            }
        }
        stepsIntoWindow++;
        if (to == segmentLength) {
            start += window;
            position += window;
            stepsIntoWindow = 0;
        }
        return batches;
    }

    /**
     * Returns the next characters of the stream, from the start of the current window on.
     *
     * @throws NoSuchElementException if so many are not at hand
     */
    public byte[] text(int characters) {
        if (characters > pending()) {
            throw new NoSuchElementException(
                    characters + " characters are wanted, append more text: " + pending() + " at hand");
        }
        return Arrays.copyOfRange(text, start, start + characters);
    }

    /**
     * Goes on behind so many windows, which somebody else walked.
     *
     * @throws IllegalStateException if a step of the current window was given, or the windows are not at hand
     */
    public void skip(int windows) {
        if (stepsIntoWindow > 0 || (long) windows * window > pending()) {
            throw new IllegalStateException("to skip " + windows + " windows of " + window
                    + " characters, the walk must be at a window's start with all of them at hand: " + stepsIntoWindow
                    + " steps into one, " + pending() + " characters");
        }
        start += windows * window;
        position += (long) windows * window;
    }

    /** Returns the characters of the stream before the current window. */
    public long position() {
        return position;
    }

    /** Returns the steps already given from the current window. */
    public int stepsIntoWindow() {
        return stepsIntoWindow;
    }

    /** Returns the characters held, from the start of the current window on. */
    public int pending() {
        return end - start;
    }

    /**
     * Goes on in a window that starts at {@code position} and has given {@code stepsIntoWindow} steps. The caller then
     * appends the stream's text from {@code position} on.
     *
     * @throws IllegalStateException if text was already appended
     * @throws IllegalArgumentException if the position is negative or a window has no such step
     */
    public void resume(long position, int stepsIntoWindow) {
        if (end > 0) {
            throw new IllegalStateException(
                    "resume must come before any text is appended: " + end + " characters were");
        }
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative: " + position);
        }
        int steps = (segmentLength - 1) / unrollings + 1;
        if (stepsIntoWindow < 0 || stepsIntoWindow >= steps) {
            throw new IllegalArgumentException(
                    "stepsIntoWindow must be from 0 to " + (steps - 1) + ": " + stepsIntoWindow);
        }
        this.position = position;
        this.stepsIntoWindow = stepsIntoWindow;
    }

    /** Moves what is pending to the front, of a larger array if that leaves too little room: linear over many appends. */
    private void makeRoom(int more) {
        int pending = pending();
        long needed = (long) pending + more;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "pending text must stay below 2 GiB, take steps between appends: " + needed + " characters");
        }
        // Half the array free after a move pays for the move.
        boolean roomy = needed <= text.length / 2 && text.length <= 4 * needed;
        var target = roomy ? text : new byte[(int) Math.min(Math.max(2 * needed, 256), Integer.MAX_VALUE - 8)];
        System.arraycopy(text, start, target, 0, pending);
        text = target;
        start = 0;
        end = pending;
    }
}
