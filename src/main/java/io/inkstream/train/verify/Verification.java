package io.inkstream.train.verify;

import io.inkstream.serde.UnreadableException;
import io.inkstream.train.corpus.OrderedRecord;
import io.inkstream.train.corpus.Origin;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.novelty.ScoreRecords;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;

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

    /**
     * A record of the model's text.
     *
     * @param offset on {@code corpus-ordered}
     * @param text empty of a verdict
     * @param heldOut whether it is read and not learned
     * @param origin where the text came from, where that is known, or the verdict that stands there
     */
    public record Text(long offset, String text, boolean heldOut, Optional<Origin> origin) {

        /**
         * Reads what the trainer reads.
         *
         * @throws UnreadableException if there is no text that can be learned
         */
        public static Text of(long offset, Headers headers, byte[] value) {
            var verdict = OrderedRecord.verdict(headers, value);
            return verdict.isPresent()
                    ? new Text(offset, "", false, verdict.map(each -> each))
                    : new Text(
                            offset,
                            OrderedRecord.text(headers, value),
                            ValidationShare.isMarked(headers),
                            Source.from(headers).map(each -> each));
        }
    }

    /** What a replay's scores, and its alerts, are compared with; empty: they are not. */
    public record Told(Optional<TopicComparison> scores, Optional<TopicComparison> alerts) {

        /** Compares neither. */
        public static final Told NOTHING = new Told(Optional.empty(), Optional.empty());

        private void compare(Replay replay, List<RecordScores.Score> all) {
            var byStep = new TreeMap<Long, List<RecordScores.Score>>();
            all.forEach(score -> byStep.computeIfAbsent(score.step(), step -> new ArrayList<>())
                    .add(score));
            byStep.forEach((step, ofStep) -> {
                scores.ifPresent(topic -> topic.compare(step, ScoreRecords.of(replay.model(), ofStep)));
                alerts.ifPresent(topic -> topic.compare(
                        step,
                        ScoreRecords.alerts(
                                replay.model(), ofStep, replay.alerts().text(), replay.vocabulary())));
            });
        }

        /** How the comparisons ended. */
        public List<TopicComparison.Result> end() {
            return Stream.concat(scores.stream(), alerts.stream())
                    .map(TopicComparison::end)
                    .toList();
        }
    }

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
     * @param told is given all scores and alerts of the steps that were done
     */
    public static Outcome run(
            Replay replay, Iterator<Text> text, SortedMap<Long, String> expected, Told told, Progress progress) {
        var outcome = learn(replay, text, expected, told, progress);
        told.compare(replay, replay.allScores());
        return outcome;
    }

    private static Outcome learn(
            Replay replay, Iterator<Text> text, SortedMap<Long, String> expected, Told told, Progress progress) {
        long last = expected.lastKey();
        while (replay.steps() < last) {
            if (replay.step()) {
                progress.stepped();
                told.compare(replay, replay.scores());
                String digest = expected.get(replay.steps());
                if (digest != null && !digest.equals(replay.sha256())) {
                    return new Differs(replay.steps(), digest, replay.sha256());
                }
            } else if (text.hasNext()) {
                replay.take(text.next());
            } else {
                return new TextEnds(replay.steps());
            }
        }
        return new Verified(expected.size(), replay.characters());
    }
}
