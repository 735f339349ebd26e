package io.inkstream.train;

import io.inkstream.schema.CorpusScore;
import io.inkstream.serde.TopicNames;

/** Scores as records of {@code corpus-scores}. */
final class ScoreRecords {

    private ScoreRecords() {}

    static CorpusScore of(String model, RecordScores.Score score) {
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
                .setNovelty(tally.novelty())
                .setProbability(score.probability())
                .setKeyProbability(score.keyProbability())
                .setUnexpectedCharacters(tally.unexpected())
                .setStretchFrom(stretch.from())
                .setStretchCharacters(stretch.length())
                .setStretchBits(stretch.bits())
                .build();
    }
}
