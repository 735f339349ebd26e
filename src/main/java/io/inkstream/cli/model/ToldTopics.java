package io.inkstream.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.cli.terminal.ReportText;
import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.ToldRecords;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.verify.TopicComparison;
import io.inkstream.train.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The scores and alerts of a stretch of a model's steps, as their topics have them, for {@code model verify}. */
final class ToldTopics implements AutoCloseable {

    private final List<ToldRecords> readers = new ArrayList<>();
    private final Map<String, String> unchecked = new TreeMap<>();
    private final Verification.Told told;

    private ToldTopics() {
        this.told = Verification.Told.NOTHING;
    }

    private ToldTopics(
            Configuration configuration, Checkpoint start, Checkpoint end, long fromStep, boolean areComparable) {
        told = new Verification.Told(
                open(configuration, TopicNames.SCORES, start, fromStep, end.step()),
                areComparable
                        ? open(configuration, TopicNames.ALERTS, start, fromStep, end.step())
                        : unchecked(
                                TopicNames.ALERTS, "alerts.* changed on the way; verify up to that, or from there"));
    }

    /** Of steps whose records may have been told of by a model that another took the place of. */
    private static ToldTopics ofTwoModels(long replacedStep) {
        var told = new ToldTopics();
        for (String topic : List.of(TopicNames.SCORES, TopicNames.ALERTS)) {
            told.unchecked(
                    topic,
                    "up to step " + replacedStep + " some are of the model before it forgot text; verify from there");
        }
        return told;
    }

    /**
     * @param start what is learned from: of a later one, what says how the model began
     * @param end up to which it is learned
     * @param fromStep the step before the first that is learned again
     * @param replacedStep the last step of a model that another took the place of when it forgot text; 0: there is none
     */
    static ToldTopics of(
            Configuration configuration, Checkpoint start, Checkpoint end, long fromStep, long replacedStep) {
        if (fromStep < replacedStep && AlertSettings.hasScores(start)) {
            return ofTwoModels(replacedStep);
        }
        var alerts = AlertSettings.of(start);
        return new ToldTopics(
                configuration, start, end, fromStep, alerts.isPresent() && alerts.equals(AlertSettings.of(end)));
    }

    private Optional<TopicComparison> open(
            Configuration configuration, String topic, Checkpoint start, long from, long to) {
        if (!AlertSettings.hasScores(start)) {
            return Optional.empty();
        }
        try {
            var reader = new ToldRecords(configuration, topic, start.model(), from, to);
            readers.add(reader);
            return Optional.of(reader.comparison());
        } catch (IllegalStateException e) {
            return unchecked(topic, e.getMessage());
        }
    }

    private Optional<TopicComparison> unchecked(String topic, String why) {
        unchecked.put(topic, why);
        return Optional.empty();
    }

    Verification.Told told() {
        return told;
    }

    /** How the comparisons ended. */
    Report report() {
        return new Report(told.end(), Map.copyOf(unchecked));
    }

    /** @param unchecked topics that were not compared, and why */
    record Report(List<TopicComparison.Result> results, Map<String, String> unchecked) {

        boolean agrees() {
            return results.stream().allMatch(result -> result.differing() == 0);
        }

        void addTo(ObjectNode object) {
            var topics = object.putArray("topics");
            for (var result : results) {
                var differences = JsonNodeFactory.instance.arrayNode();
                result.differences().forEach(differences::add);
                topics.addObject()
                        .put("topic", result.topic())
                        .put("equal", result.equal())
                        .put("expired", result.expired())
                        .put("differing", result.differing())
                        .set("differences", differences);
            }
            new TreeMap<>(unchecked)
                    .forEach((topic, why) ->
                            topics.addObject().put("topic", topic).put("unchecked", why));
        }

        /** Lines that follow a first one; empty where the model has no scores. */
        String text() {
            var text = new StringBuilder();
            for (var result : results) {
                text.append("%n%s equal=%d differing=%d expired=%d"
                        .formatted(result.topic(), result.equal(), result.differing(), result.expired()));
                result.differences()
                        .forEach(
                                difference -> text.append("%n  ".formatted()).append(ReportText.printable(difference)));
            }
            new TreeMap<>(unchecked)
                    .forEach((topic, why) ->
                            text.append("%n%s not checked: ".formatted(topic)).append(why));
            return text.toString();
        }
    }

    @Override
    public void close() {
        readers.forEach(ToldRecords::close);
    }
}
