package io.inkstream.learn;

import io.inkstream.model.NetworkShape;
import io.inkstream.text.WindowedBatches;

/**
 * How a text is walked through.
 *
 * @param batchSize lanes learned side by side
 * @param segmentLength characters a lane walks in one window
 * @param unrollings characters a lane moves on with a step, over which errors are propagated back
 * @param resetWindows windows after which one lane begins again from a state of zero, the lanes in turn; 0: none ever does
 * @param replayWindows newest windows of text of which one, drawn at random, is learned again beside each new one; 0: none is
 */
public record WindowSettings(int batchSize, int segmentLength, int unrollings, int resetWindows, int replayWindows) {

    /** @throws IllegalArgumentException naming the setting that is out of its range, and its value */
    public WindowSettings {
        NetworkShape.requireAtLeastOne("batchSize", batchSize);
        NetworkShape.requireAtLeastOne("segmentLength", segmentLength);
        NetworkShape.requireAtLeastOne("unrollings", unrollings);
        if (resetWindows < 0) {
            throw new IllegalArgumentException("resetWindows must be 0 or more: " + resetWindows);
        }
        if (replayWindows < 0) {
            throw new IllegalArgumentException("replayWindows must be 0 or more: " + replayWindows);
        }
    }

    /** Returns what makes batches of a text, which has none yet. */
    public WindowedBatches batches() {
        return new WindowedBatches(batchSize, segmentLength, unrollings);
    }

    /** Returns the characters of a window, all lanes together. */
    public long characters() {
        return (long) batchSize * segmentLength;
    }

    /** Returns the steps that a window takes. */
    public long steps() {
        return (segmentLength - 1L) / unrollings + 1;
    }
}
