package io.inkstream.train;

import java.util.Iterator;
import java.util.SortedMap;

/** Compares a replay with what the checkpoints on its way say. */
public final class Verification {

    private Verification() {}

    /** How a comparison ended. */
    public sealed interface Outcome {}

    /** Every checkpoint on the way has the digest that the text gives. */
    public record Verified(int checkpoints, long characters) implements Outcome {}

    /** At this step the text gives another digest than the checkpoint has; those before it agree. */
    public record Differs(long step, String expected, String found) implements Outcome {}

    /** There is no more text for the step behind this one. */
    public record TextEnds(long step) implements Outcome {}

    /** A record of the model's text. */
    public record Text(long offset, String text) {}

    /** Is told of each step done. */
    @FunctionalInterface
    public interface Progress {
        void stepped();
    }

    /**
     * Learns until the last of the expected steps.
     *
     * @param text the model's records in order, from the replay's offset on
     * @param expected digests by step, all behind the replay's; at least one
     */
    public static Outcome run(Replay replay, Iterator<Text> text, SortedMap<Long, String> expected, Progress progress) {
        long last = expected.lastKey();
        while (replay.steps() < last) {
            if (replay.step()) {
                progress.stepped();
                String digest = expected.get(replay.steps());
                if (digest != null && !digest.equals(replay.sha256())) {
                    return new Differs(replay.steps(), digest, replay.sha256());
                }
            } else if (text.hasNext()) {
                var next = text.next();
                replay.take(next.offset(), next.text());
            } else {
                return new TextEnds(replay.steps());
            }
        }
        return new Verified(expected.size(), replay.characters());
    }
}
