package io.inkstream.train.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Which checkpoints of a model stay on {@code model-checkpoints}: all of the newest, and of the others fewer and fewer the older they are. With a window
 * of 8, of those 8 to 15 checkpoints old one in 2 stays, of those 16 to 31 old one in 4, and on: 8 and then 4 for each doubling of the history. The
 * first of each 2, 4, 8, ... stays, so the first of all does. Whatever one goes back to, there is one at most a quarter older.
 *
 * @param window of the newest, all of which stay
 * @param every steps from one checkpoint to the next
 * @param bytesMax if those that stay have more, the window is halved until they have not, or is 1; 0: it never is
 */
public record KeptCheckpoints(int window, long every, long bytesMax) {

    /**
     * Returns those that are to leave.
     *
     * @param published all that are there, the oldest first
     * @param pieceBytes bytes of each of their parts, at most
     */
    public List<Saved.Published> leaving(List<Saved.Published> published, long pieceBytes) {
        var leaving = leaving(published, window);
        for (int less = window / 2; less >= 1 && isTooMuch(published, leaving, pieceBytes); less /= 2) {
            leaving = leaving(published, less);
        }
        return leaving;
    }

    private boolean isTooMuch(List<Saved.Published> published, List<Saved.Published> leaving, long pieceBytes) {
        return bytesMax > 0 && (parts(published) - parts(leaving)) * pieceBytes > bytesMax;
    }

    private static long parts(List<Saved.Published> published) {
        return published.stream().mapToLong(Saved.Published::parts).sum();
    }

    private List<Saved.Published> leaving(List<Saved.Published> published, int newest) {
        var leaving = new ArrayList<Saved.Published>();
        for (int i = 1; i < published.size(); i++) {
            long age = (published.get(published.size() - 1).step()
                            - published.get(i).step())
                    / every;
            if (age >= newest) {
                long steps = every * 2 * Long.highestOneBit(age / newest);
                if (published.get(i - 1).step() / steps == published.get(i).step() / steps) {
                    leaving.add(published.get(i));
                }
            }
        }
        return leaving;
    }
}
