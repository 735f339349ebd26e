package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.config.Configuration;
import io.inkstream.engine.Engine;
import io.inkstream.schema.CorpusScore;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.OrderedText;
import io.inkstream.topics.ToldRecords;
import io.inkstream.train.Replay;
import io.inkstream.train.Verification;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Learns a model's whole text once more, in peace, and compares the scores and alerts that it gives with those on the topics. */
final class LearnedAgain {

    private LearnedAgain() {}

    static void requireEqualNews(Configuration configuration, String model) {
        var topic = new CheckpointTopic(configuration);
        var last = topic.manifests().stream()
                .filter(manifest -> manifest.getModel().equals(model))
                .max(Comparator.comparingLong(manifest -> manifest.getStep()))
                .orElseThrow();
        int partition = last.getLearned().get(0).getPartition();
        try (var engine = Engine.named("portable", 1);
                var text = new OrderedText(configuration, model, partition, 0);
                var scores = new ToldRecords(configuration, TopicNames.SCORES, model, 0, last.getStep());
                var alerts = new ToldRecords(configuration, TopicNames.ALERTS, model, 0, last.getStep())) {
            var replay = Replay.fromTheBeginning(Checkpoint.fromBytes(topic.file(last)), Optional.empty(), engine);
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
            assertThat(dismissed(configuration, model, last.getStep()) > 0 || scored < 800)
                    .as("records of %d like what was said to be no news", scored)
                    .isTrue();
            System.out.println("[chaos] scores and alerts of model " + model + " are equal: " + results);
        }
    }

    private static long dismissed(Configuration configuration, String model, long step) {
        long dismissed = 0;
        try (var scores = new ToldRecords(configuration, TopicNames.SCORES, model, 0, step)) {
            while (scores.hasNext()) {
                dismissed += ((CorpusScore) scores.next()).getDismissed() == null ? 0 : 1;
            }
        }
        return dismissed;
    }
}
