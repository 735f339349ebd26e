package io.inkstream.train.corpus;

import java.util.Arrays;

/**
 * A piece of a model's text.
 *
 * @param offset where it stands on {@code corpus-ordered}
 * @param start the place of its first character in the text that the model learns, in characters of the vocabulary; of a piece that
 *     is held out, of the character after it
 * @param unexpected characters in it that the vocabulary does not have
 * @param ids its characters
 * @param heldOut whether it is read and never learned
 * @param origin the record it came from, or the verdict that it is; null where that is not known or not wanted
 */
public record TextPiece(long offset, long start, int unexpected, byte[] ids, boolean heldOut, Origin origin) {

    public TextPiece(long offset, long start, int unexpected, byte[] ids) {
        this(offset, start, unexpected, ids, false, null);
    }

    public TextPiece(long offset, long start, int unexpected, byte[] ids, Origin origin) {
        this(offset, start, unexpected, ids, false, origin);
    }

    public TextPiece with(byte[] more) {
        byte[] longer = Arrays.copyOf(ids, ids.length + more.length);
        System.arraycopy(more, 0, longer, ids.length, more.length);
        return new TextPiece(offset, start, unexpected, longer, heldOut, origin);
    }

    public TextPiece from(Origin origin) {
        return new TextPiece(offset, start, unexpected, ids, heldOut, origin);
    }

    /** Where the text that is learned goes on behind it. */
    public long end() {
        return heldOut ? start : start + ids.length;
    }

    /** Whether windows that begin here or later have nothing of it; what is held out belongs to the window that has the character after it. */
    public boolean isBefore(long position) {
        return heldOut ? start < position : end() <= position;
    }
}
