package io.inkstream.train.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.bench.novelty.MadeLog;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.engine.Engine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.CorpusScore;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.corpus.Verdict;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.novelty.ScoreRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was told of a log is compared with what the log gives when it is learned again. */
final class ToldVerificationTest {

    private static final AlertSettings ALERTS = new AlertSettings(0, 0.05, AlertSettings.Text.RECORD);
    private static final TrainerSettings SETTINGS = new TrainerSettings(
            new LearnerSettings(
                    new BytesVocabulary(),
                    new NetworkSettings(4, 1, 1, 0, 0.1),
                    new WindowSettings(1, 512, 16, 0, 0),
                    new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0),
                    new MixtureSize(12),
                    7),
            new TrainerSettings.Models(new ModelNaming.Single("default"), 1, Optional.empty()),
            new TrainerSettings.Corpus(TextField.WHOLE, "", 100),
            new TrainerSettings.Validation(0, ValidationShare.NONE),
            new TrainerSettings.Reporting(7, 3, 1, 5),
            new TrainerSettings.Checkpointing(500, 2, 0),
            true,
            ALERTS);

    private static final List<Verification.Text> TEXT = new ArrayList<>();
    private static final SortedMap<Long, Checkpoint> CHECKPOINTS = new TreeMap<>();
    private static final SortedMap<Long, String> DIGESTS = new TreeMap<>();
    private static final List<SpecificRecord> SCORES = new ArrayList<>();
    private static final List<SpecificRecord> ALERTS_TOLD = new ArrayList<>();

    /** A trainer as in the topology, with a checkpoint at every 500th step. */
    @BeforeAll
    static void train() {
        var lines = MadeLog.of("quorum", 700, 3).lines();
        for (int line = 0; line < lines.size(); line++) {
            var source = Source.of(0, line, true, line * 1000L, null);
            TEXT.add(new Verification.Text(40 + 2 * line, lines.get(line) + "\n", false, Optional.of(source)));
            if (line % 40 == 17) {
                var verdict = Verdict.of(line % 3 == 0, lines.get(line));
                TEXT.add(new Verification.Text(41 + 2 * line, "", false, Optional.of(verdict)));
            }
        }
        try (var engine = Engine.named("portable", 1)) {
            var trainer = ModelTrainer.begin("default", SETTINGS, engine, () -> 0);
            for (var line : TEXT) {
                if (line.origin().orElseThrow() instanceof Verdict verdict) {
                    trainer.judge(line.offset(), verdict);
                    continue;
                }
                byte[] ids = trainer.learner().vocabulary().encode(line.text()).ids();
                trainer.take(new TextPiece(
                        line.offset(), trainer.end(), 0, ids, line.origin().orElseThrow()));
                while (trainer.canStep()) {
                    tell(trainer.step());
                    if (trainer.isCheckpointDue()) {
                        tell(trainer.scoreRest());
                        var checkpoint = trainer.checkpoint();
                        CHECKPOINTS.put(checkpoint.step(), Checkpoint.fromBytes(checkpoint.toBytes()));
                        DIGESTS.put(checkpoint.step(), checkpoint.weights().sha256());
                        trainer.dropLearned();
                    }
                }
            }
        }
        assertThat(CHECKPOINTS).hasSizeGreaterThan(4);
        assertThat(ALERTS_TOLD).hasSizeGreaterThan(2);
        assertThat(SCORES)
                .filteredOn(score -> ((CorpusScore) score).getDismissed() != null)
                .hasSizeBetween(20, 600);
    }

    private static void tell(List<RecordScores.Score> scores) {
        SCORES.addAll(ScoreRecords.of("default", scores));
        ALERTS_TOLD.addAll(ScoreRecords.alerts("default", scores, ALERTS.text(), Vocabulary.named("bytes")));
    }

    @Test
    void what_was_told_is_found_equal_from_the_beginning_and_from_every_checkpoint() {
        for (long begin = 0; begin < CHECKPOINTS.lastKey(); begin += 1000) {
            var results = verify(begin, SCORES, ALERTS_TOLD, false);
            assertThat(results.get(0)).isEqualTo(all("corpus-scores", SCORES, begin));
            assertThat(results.get(1)).isEqualTo(all("corpus-alerts", ALERTS_TOLD, begin));
        }
    }

    @Test
    void a_changed_score_is_found_by_its_field() {
        var score = (CorpusScore) SCORES.get(300);
        var changed = CorpusScore.newBuilder(score)
                .setNovelty(Math.nextUp(score.getNovelty()))
                .build();
        var result = verify(500, with(SCORES, 300, changed), ALERTS_TOLD, false).get(0);
        assertThat(result.differing()).isEqualTo(1);
        assertThat(result.differences())
                .singleElement()
                .asString()
                .startsWith("corpus-in-0@300 of step ")
                .contains("novelty is " + changed.getNovelty());
    }

    @Test
    void a_changed_alert_is_found_by_its_field() {
        int last = lastBefore(CHECKPOINTS.lastKey());
        var changed = new CorpusAlert();
        changed.getSchema()
                .getFields()
                .forEach(field -> changed.put(field.pos(), ALERTS_TOLD.get(last).get(field.pos())));
        changed.put(changed.getSchema().getField("text").pos(), "All is well.");
        var result =
                verify(500, SCORES, with(ALERTS_TOLD, last, changed), false).get(1);
        assertThat(result.differences()).singleElement().asString().contains("text is All is well.");
    }

    @Test
    void scores_that_are_missing_invented_or_there_twice_are_found() {
        var missing = new ArrayList<>(SCORES);
        missing.remove(300);
        assertThat(verify(500, missing, ALERTS_TOLD, false).get(0).differences())
                .singleElement()
                .asString()
                .endsWith("is missing");

        var twice = new ArrayList<>(SCORES);
        twice.add(301, SCORES.get(300));
        assertThat(verify(500, twice, ALERTS_TOLD, false).get(0).differences())
                .singleElement()
                .asString()
                .endsWith("is there twice");

        var invented = CorpusScore.newBuilder((CorpusScore) SCORES.get(300))
                .setOffset(7_000_000)
                .build();
        var more = new ArrayList<>(SCORES);
        more.add(301, invented);
        assertThat(verify(500, more, ALERTS_TOLD, false).get(0).differences())
                .singleElement()
                .asString()
                .startsWith("corpus-in-0@7000000")
                .endsWith("the text does not give it");
    }

    @Test
    void a_verdict_that_is_missing_in_the_text_is_found_by_the_scores_that_it_lowered() {
        var without = TEXT.stream()
                .filter(line -> line.origin().orElseThrow() instanceof Source)
                .toList();
        assertThat(verify(500, without, SCORES, ALERTS_TOLD, false).get(0).differences())
                .first()
                .asString()
                .matches("corpus-in-0@\\d+ of step \\d+ novelty is .*");
    }

    @Test
    void what_retention_took_is_not_looked_for_and_what_is_missing_behind_it_is() {
        int gone = 250;
        var rest = new ArrayList<>(SCORES.subList(gone, SCORES.size()));
        var result = verify(0, rest, ALERTS_TOLD, true).get(0);
        assertThat(result.expired()).isEqualTo(gone);
        assertThat(result.differing()).isZero();
        assertThat(result.equal()).isPositive();

        rest.remove(5);
        assertThat(verify(0, rest, ALERTS_TOLD, true).get(0).differences())
                .singleElement()
                .asString()
                .startsWith("corpus-in-0@" + (gone + 5) + " ")
                .endsWith("is missing");
        assertThat(verify(0, rest, ALERTS_TOLD, false).get(0).differing()).isEqualTo(gone + 1);
        assertThat(verify(0, List.of(), ALERTS_TOLD, true).get(0).equal()).isZero();
    }

    private static List<TopicComparison.Result> verify(
            long begin, List<SpecificRecord> scores, List<SpecificRecord> alerts, boolean shortened) {
        return verify(begin, TEXT, scores, alerts, shortened);
    }

    private static List<TopicComparison.Result> verify(
            long begin,
            List<Verification.Text> lines,
            List<SpecificRecord> scores,
            List<SpecificRecord> alerts,
            boolean shortened) {
        try (var engine = Engine.named("portable", 1)) {
            var replay = begin == 0
                    ? Replay.fromTheBeginning(CHECKPOINTS.get(500L), Optional.empty(), engine)
                    : Replay.from(CHECKPOINTS.get(begin), engine);
            var told = new Verification.Told(
                    Optional.of(new TopicComparison(
                            "corpus-scores", within(begin, scores).iterator(), shortened)),
                    Optional.of(new TopicComparison(
                            "corpus-alerts", within(begin, alerts).iterator(), shortened)));
            var text = lines.stream()
                    .filter(line -> line.offset() >= replay.offset())
                    .iterator();
            assertThat(Verification.run(replay, text, DIGESTS.tailMap(begin + 1), told, () -> {}))
                    .isInstanceOf(Verification.Verified.class);
            return told.end();
        }
    }

    private static List<SpecificRecord> within(long begin, List<SpecificRecord> records) {
        return records.stream()
                .filter(record -> step(record) > begin && step(record) <= CHECKPOINTS.lastKey())
                .toList();
    }

    private static TopicComparison.Result all(String topic, List<SpecificRecord> told, long begin) {
        return new TopicComparison.Result(topic, within(begin, told).size(), 0, 0, List.of());
    }

    private static int lastBefore(long step) {
        int last = ALERTS_TOLD.size() - 1;
        while (step(ALERTS_TOLD.get(last)) > step) {
            last--;
        }
        return last;
    }

    private static long step(SpecificRecord record) {
        return record instanceof CorpusScore score ? score.getStep() : ((CorpusAlert) record).getStep();
    }

    private static List<SpecificRecord> with(List<SpecificRecord> records, int place, SpecificRecord other) {
        var changed = new ArrayList<>(records);
        changed.set(place, other);
        return changed;
    }
}
