package io.inkstream.serde;

import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.RoundPiece;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.log.Seldom;
import org.apache.avro.specific.SpecificRecord;

/**
 * What those who show a topic's records take: records of the topic's own kind that say what ours ever say. Anybody who may write there
 * can write others: each method throws an {@link UnreadableException} for them.
 */
public final class ReadBack {

    /** Characters of a model's name. */
    private static final int NAME_MAX = 100;

    /** Characters of all samples of a report: a trainer makes no more. */
    private static final int SAMPLES_MAX = 600_000;

    /** Continuations of a prompt. */
    private static final int COUNT_MAX = 16;

    /** Characters of a record whose costs a score tells. */
    private static final int COSTS_MAX = 512;

    private ReadBack() {}

    /** Returns the value, if it is a report. */
    public static TrainingReport report(SpecificRecord value) {
        var report = required(TrainingReport.class, value);
        requireName(report.getModel());
        require(report.getStep() >= 0, "a step of 0 or more", report.getStep());
        require(report.getCharacters() >= 0, "0 or more characters", report.getCharacters());
        int samples = report.getSamples().stream().mapToInt(String::length).sum();
        require(samples <= SAMPLES_MAX, "samples of at most " + SAMPLES_MAX + " characters", samples);
        return report;
    }

    /** Returns the value, if it is a reply or a piece of one. */
    public static GeneratedText reply(SpecificRecord value) {
        var reply = required(GeneratedText.class, value);
        require(
                reply.getCount() >= 1 && reply.getCount() <= COUNT_MAX,
                "a count from 1 to " + COUNT_MAX,
                reply.getCount());
        require(
                reply.getIndex() >= 0 && reply.getIndex() < reply.getCount(),
                "an index from 0 to " + (reply.getCount() - 1),
                reply.getIndex());
        require(reply.getPiece() >= 0, "a piece of 0 or more", reply.getPiece());
        require(reply.getCharacters() >= 0, "0 or more characters", reply.getCharacters());
        requireTime("queueMillis", reply.getQueueMillis());
        requireTime("prefillMillis", reply.getPrefillMillis());
        requireTime("generationMillis", reply.getGenerationMillis());
        require(
                reply.getGenerationMillis() == null
                        || (reply.getQueueMillis() != null && reply.getPrefillMillis() != null),
                "queueMillis and prefillMillis beside generationMillis",
                "null");
        return reply;
    }

    /** Returns the value, if it is a score of a record that there can be. */
    public static CorpusScore score(SpecificRecord value) {
        var score = required(CorpusScore.class, value);
        requireName(score.getModel());
        require(score.getTopic().equals(TopicNames.CORPUS), "a score of " + TopicNames.CORPUS, score.getTopic());
        require(score.getPartition() >= 0, "a partition of 0 or more", score.getPartition());
        require(score.getOffset() >= 0, "an offset of 0 or more", score.getOffset());
        require(Double.isFinite(score.getBitsPerCharacter()), "a number of bits", score.getBitsPerCharacter());
        for (Double each : new Double[] {
            score.getZ(),
            score.getNovelty(),
            score.getExpectedBitsPerCharacter(),
            score.getProbability(),
            score.getKeyProbability(),
            score.getStretchBits()
        }) {
            require(each == null || Double.isFinite(each), "numbers of its z, bits and shares", each);
        }
        int costs =
                score.getCharacterBits() == null ? 0 : score.getCharacterBits().remaining();
        require(costs <= COSTS_MAX, "costs of at most " + COSTS_MAX + " characters", costs);
        return score;
    }

    /** Returns the value, if it is an alert that there can be. */
    public static CorpusAlert alert(SpecificRecord value) {
        var alert = required(CorpusAlert.class, value);
        requireName(alert.getModel());
        require(alert.getTopic().equals(TopicNames.CORPUS), "an alert of " + TopicNames.CORPUS, alert.getTopic());
        require(alert.getPartition() >= 0, "a partition of 0 or more", alert.getPartition());
        require(alert.getOffset() >= 0, "an offset of 0 or more", alert.getOffset());
        require(Double.isFinite(alert.getNovelty()), "a number of bits", alert.getNovelty());
        Double probability = alert.getProbability();
        require(
                probability == null || probability > 0 && probability <= 1,
                "a share above 0 and up to 1",
                alert.getProbability());
        boolean hasNearest = alert.getNearestOffset() != null;
        require(
                hasNearest == (alert.getNearestPartition() != null) && hasNearest == (alert.getLikeness() != null),
                "partition, offset and likeness of the nearest record, or none of them",
                alert.getNearestOffset());
        return alert;
    }

    /** Returns the value, if it is what a person said of a record that a model can have told of. */
    public static CorpusFeedback feedback(SpecificRecord value) {
        var feedback = required(CorpusFeedback.class, value);
        requireName(feedback.getModel());
        return feedback;
    }

    /** Returns the value, if it is a piece of what passes between a trainer and shards. */
    public static RoundPiece piece(SpecificRecord value) {
        var piece = required(RoundPiece.class, value);
        requireName(piece.getModel());
        return piece;
    }

    /** Returns the value, if it is a request to a model that there can be. */
    public static ForgetRequest request(SpecificRecord value) {
        var request = required(ForgetRequest.class, value);
        requireName(request.getModel());
        require(request.getPartition() >= 0, "a partition of 0 or more", request.getPartition());
        return request;
    }

    private static <T extends SpecificRecord> T required(Class<T> kind, SpecificRecord value) {
        require(
                kind.isInstance(value),
                "a " + kind.getSimpleName(),
                value == null ? "no value" : "a " + value.getClass().getSimpleName());
        return kind.cast(value);
    }

    private static void requireName(String model) {
        require(!model.isEmpty() && model.length() <= NAME_MAX, "a model's name", Seldom.cut(model));
    }

    private static void requireTime(String field, Double millis) {
        require(millis == null || (Double.isFinite(millis) && millis >= 0), field + " of 0 or more", millis);
    }

    private static void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new UnreadableException(
                    UnreadableException.Reason.OTHER_RECORD, "expected " + expected + ", found " + found);
        }
    }
}
