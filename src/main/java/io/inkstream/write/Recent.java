package io.inkstream.write;

/** The last ids of a text that goes on, as many as a {@link Sampling} may look back on. For one thread. */
public final class Recent {

    /** Twice the window, so that what is kept moves to the front once in a window and not with each id. */
    private final byte[] ids = new byte[2 * Sampling.WINDOW_MAX];

    private int end;

    /** @param before as unsigned bytes, the newest at the end; of more than {@link Sampling#WINDOW_MAX} the last are kept */
    public Recent(byte[] before) {
        for (int i = Math.max(0, before.length - Sampling.WINDOW_MAX); i < before.length; i++) {
            ids[end++] = before[i];
        }
    }

    void add(byte id) {
        if (end == ids.length) {
            int kept = Sampling.WINDOW_MAX - 1;
            System.arraycopy(ids, end - kept, ids, 0, kept);
            end = kept;
        }
        ids[end++] = id;
    }

    void addAll(byte[] more) {
        for (byte id : more) {
            add(id);
        }
    }

    /** How many there are to look back on. */
    int size() {
        return Math.min(end, Sampling.WINDOW_MAX);
    }

    /**
     * Returns an id, unsigned.
     *
     * @param back how far back; 0: the newest
     */
    int back(int back) {
        return Byte.toUnsignedInt(ids[end - 1 - back]);
    }

    /** Returns a copy, the newest at the end. */
    byte[] toBytes() {
        byte[] copy = new byte[size()];
        System.arraycopy(ids, end - copy.length, copy, 0, copy.length);
        return copy;
    }
}
