package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.config.Configuration;
import io.inkstream.engine.Engine;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusScore;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.OrderedText;
import io.inkstream.topics.ToldRecords;
import io.inkstream.train.forget.Omissions;
import io.inkstream.train.verify.Replay;
import io.inkstream.train.verify.Verification;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Learns a model's whole text once more, in peace, and compares the scores and alerts that it gives with those on the topics; of one that has forgotten some,
 * from where all of them are its own.
 */
final class LearnedAgain {

    private LearnedAgain() {}

    static void requireEqualNews(Configuration configuration, String model) {
        var topic = new CheckpointTopic(configuration);
        var kept = topic.manifests().stream()
                .filter(manifest -> manifest.getModel().equals(model))
                .toList();
        var last = kept.get(kept.size() - 1);
        long replaced = Omissions.of(last.getForgotten()).lastReplacedStep();
        var first = kept.stream()
                .filter(manifest -> replaced > 0 && manifest.getStep() >= replaced)
                .findFirst();
        try (var engine = Engine.named("portable", 1)) {
            var replay = first.map(manifest -> Replay.from(Checkpoint.fromBytes(topic.file(manifest)), engine))
                    .orElseGet(() ->
                            Replay.fromTheBeginning(Checkpoint.fromBytes(topic.file(last)), Optional.empty(), engine));
            requireEqualNews(configuration, replay, last);
        }
    }

    private static void requireEqualNews(Configuration configuration, Replay replay, CheckpointManifest last) {
        String model = last.getModel();
        long from = replay.steps();
        int partition = last.getLearned().get(0).getPartition();
        try (var all = new OrderedText(configuration, model, partition, replay.offset());
                var scores = new ToldRecords(configuration, TopicNames.SCORES, model, from, last.getStep());
                var alerts = new ToldRecords(configuration, TopicNames.ALERTS, model, from, last.getStep())) {
            var text = Omissions.of(last.getForgotten()).leaveOut(all);
            var told = new Verification.Told(Optional.of(scores.comparison()), Optional.of(alerts.comparison()));
            var digests = new TreeMap<>(Map.of(last.getStep(), last.getSha256()));
            assertThat(Verification.run(replay, text, digests, told, () -> {}))
                    .isInstanceOf(Verification.Verified.class);
            var results = told.end();
            assertThat(results).allSatisfy(result -> {
                assertThat(result.differences()).as(result.topic()).isEmpty();
                assertThat(result.expired()).as(result.topic()).isZero();
            });
            long scored = results.get(0).equal();
            assertThat(scored).isPositive();
            assertThat(results.get(1).equal() > 0 || scored < 800)
                    .as("alerts of %d records", scored)
                    .isTrue();
            assertThat(dismissed(configuration, model, from, last.getStep()) > 0 || scored < 800)
                    .as("records of %d like what was said to be no news", scored)
                    .isTrue();
            System.out.println("[chaos] scores and alerts of model " + model + " are equal: " + results);
        }
    }

    private static long dismissed(Configuration configuration, String model, long from, long step) {
        long dismissed = 0;
        try (var scores = new ToldRecords(configuration, TopicNames.SCORES, model, from, step)) {
            while (scores.hasNext()) {
                dismissed += ((CorpusScore) scores.next()).getDismissed() == null ? 0 : 1;
            }
        }
        return dismissed;
    }
}
