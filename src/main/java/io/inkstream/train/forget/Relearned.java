package io.inkstream.train.forget;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.loop.LearnedText;
import io.inkstream.train.novelty.RecordScores;
import java.util.List;
import java.util.Optional;

/**
 * A model that was learned again without what it is to forget.
 *
 * @param checkpoint where it stands
 * @param pieces the text that the checkpoint still needs, in order
 * @param readTo offset of {@code corpus-ordered} behind the last record that it read
 * @param base the step and the digest of the checkpoint that it began again from; empty: it began anew
 * @param learned its text since then
 * @param scores of records that it has learned, where records are scored, in the order of the text
 * @param onTopic what stood on the topic when it had caught up; more may since
 */
public record Relearned(
        Checkpoint checkpoint,
        List<TextPiece> pieces,
        long readTo,
        Optional<Base> base,
        LearnedText learned,
        List<RecordScores.Score> scores,
        ModelHistory.OnTopic onTopic) {

    /** A checkpoint by its step and the digest of its weights. */
    public record Base(long step, String sha256) {}
}
