package io.inkstream.text;

/**
 * The tutorial's generator over one text, to the letter ({@code BatchGenerator}): lane <i>r</i> walks segment <i>r</i> of
 * the text, one character a batch, and wraps round at the end of the text. Not for use by two threads at once.
 */
public final class BatchGenerator {

    private final byte[] ids;
    private final int unrollings;
    private final int[] cursors;
    private int[] last;

    /**
     * @param ids the text, as unsigned bytes; not copied
     * @param batch lanes
     * @param unrollings characters a lane moves on with each {@link #next}
     * @throws IllegalArgumentException if batch or unrollings is below 1, or there are fewer ids than lanes
     */
    public BatchGenerator(byte[] ids, int batch, int unrollings) {
        Batches.requireAtLeastOne("batch", batch);
        Batches.requireAtLeastOne("unrollings", unrollings);
        if (ids.length < batch) {
            throw new IllegalArgumentException(
                    "text must have a character for each of the " + batch + " lanes: " + ids.length);
        }
        this.ids = ids;
        this.unrollings = unrollings;
        this.cursors = new int[batch];
        int segment = ids.length / batch;
        for (int lane = 0; lane < batch; lane++) {
            cursors[lane] = lane * segment;
        }
        this.last = step();
    }

    /** Returns the next batches, {@code [unrollings+1][batch]}; the first repeats the last of the call before. */
    public int[][] next() {
        var batches = new int[unrollings + 1][];
        batches[0] = last.clone();
        for (int t = 1; t <= unrollings; t++) {
            batches[t] = step();
        }
        last = batches[unrollings].clone();
        return batches;
    }

    private int[] step() {
        var row = new int[cursors.length];
        for (int lane = 0; lane < row.length; lane++) {
            row[lane] = Byte.toUnsignedInt(ids[cursors[lane]]);
            cursors[lane] = (cursors[lane] + 1) % ids.length;
        }
        return row;
    }
}
