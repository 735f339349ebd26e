package io.inkstream.train.novelty;

import io.inkstream.schema.AlertKind;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.CorpusScore;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.Vocabulary;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Scores as records of {@code corpus-scores}, and alerts as records of {@code corpus-alerts}. */
public final class ScoreRecords {

    private ScoreRecords() {}

    public static CorpusScore of(String model, RecordScores.Score score) {
        var tally = score.tally();
        var stretch = tally.stretch();
        return CorpusScore.newBuilder()
                .setModel(model)
                .setTopic(TopicNames.CORPUS)
                .setPartition(score.source().partition())
                .setOffset(score.source().offset())
                .setCharacters(tally.characters())
                .setBitsPerCharacter(tally.bitsPerCharacter())
                .setZ(score.z())
                .setMean(score.mean())
                .setDeviation(score.deviation())
                .setStep(score.step())
                .setExpectedBitsPerCharacter(tally.expectedBitsPerCharacter())
                .setNovelty(score.novelty())
                .setDismissed(score.dismissed())
                .setProbability(score.probability())
                .setKeyProbability(score.keyProbability())
                .setUnexpectedCharacters(tally.unexpected())
                .setStretchFrom(stretch.from())
                .setStretchCharacters(stretch.length())
                .setStretchBits(stretch.bits())
                .setCharacterBits(ByteBuffer.wrap(tally.headCosts()))
                .build();
    }

    public static List<SpecificRecord> of(String model, List<RecordScores.Score> scores) {
        return scores.stream().<SpecificRecord>map(score -> of(model, score)).toList();
    }

    /** Of those scores that come with one. */
    public static List<SpecificRecord> alerts(
            String model, List<RecordScores.Score> scores, AlertSettings.Text with, Vocabulary vocabulary) {
        return scores.stream()
                .filter(score -> score.alert() != null)
                .<SpecificRecord>map(score -> alert(model, score, with, vocabulary))
                .toList();
    }

    /** @param with which text goes with it */
    public static CorpusAlert alert(
            String model, RecordScores.Score score, AlertSettings.Text with, Vocabulary vocabulary) {
        var alert = score.alert();
        var tally = score.tally();
        var stretch = tally.stretch();
        boolean all = with == AlertSettings.Text.RECORD;
        var nearest = alert.nearest();
        return CorpusAlert.newBuilder()
                .setModel(model)
                .setKind(AlertKind.valueOf(alert.kind().name()))
                .setId(alert.first().partition() + "@" + alert.first().offset())
                .setCount(alert.count())
                .setTopic(TopicNames.CORPUS)
                .setPartition(score.source().partition())
                .setOffset(score.source().offset())
                .setKey(score.source().key())
                .setTimestamp(Instant.ofEpochMilli(Math.max(0, score.source().timestamp())))
                .setNovelty(score.novelty())
                .setProbability(score.probability())
                .setKeyProbability(score.keyProbability())
                .setBitsPerCharacter(tally.bitsPerCharacter())
                .setExpectedBitsPerCharacter(tally.expectedBitsPerCharacter())
                .setText(all ? alert.text() : null)
                .setStretchFrom(stretch.from())
                .setStretchCharacters(stretch.length())
                .setStretchBits(stretch.bits())
                .setStretch(with == AlertSettings.Text.NONE ? null : text(tally, stretch, vocabulary))
                .setNearestPartition(nearest == null ? null : nearest.partition())
                .setNearestOffset(nearest == null ? null : nearest.offset())
                .setNearestText(nearest == null || !all ? null : nearest.text())
                .setLikeness(nearest == null ? null : alert.likeness())
                .setStep(score.step())
                .build();
    }

    /** What of the stretch is in the record's beginning; bytes that are no whole character are told by U+FFFD. */
    private static String text(Tally tally, Tally.Stretch stretch, Vocabulary vocabulary) {
        byte[] head = tally.head();
        int from = (int) Math.min(head.length, stretch.from());
        int to = (int) Math.min(head.length, stretch.from() + stretch.length());
        return vocabulary.decode(Arrays.copyOfRange(head, from, to));
    }
}
