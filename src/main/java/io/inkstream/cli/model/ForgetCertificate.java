package io.inkstream.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.schema.OffsetRange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was asked and done, for whoever has to show it. It has none of the text.
 *
 * @param before the newest checkpoint when it was asked for; empty: there was none
 * @param after the first checkpoint without the text
 * @param base the checkpoint that the model began again from; empty: it began anew
 * @param withdrawn the checkpoints behind that one which are no longer on the topic
 */
record ForgetCertificate(
        ForgetRequest request,
        Optional<CheckpointManifest> before,
        CheckpointManifest after,
        Optional<CheckpointManifest> base,
        List<CheckpointManifest> withdrawn) {

    /**
     * @param before the newest checkpoint when it was asked for
     * @param published all checkpoints of the model that were kept when it was asked for, or came since
     * @param left those that are on the topic with the first one without the text
     */
    static ForgetCertificate of(
            ForgetRequest request,
            Optional<CheckpointManifest> before,
            CheckpointManifest after,
            Optional<CheckpointManifest> base,
            Stream<CheckpointManifest> published,
            List<CheckpointManifest> left) {
        long from = base.map(CheckpointManifest::getStep).orElse(-1L);
        var digests = left.stream().map(CheckpointManifest::getSha256).collect(Collectors.toSet());
        var withdrawn = published
                .filter(manifest -> manifest.getStep() > from && !digests.contains(manifest.getSha256()))
                .distinct()
                .sorted(Comparator.comparingLong(CheckpointManifest::getStep))
                .toList();
        return new ForgetCertificate(request, before, after, base, withdrawn);
    }

    ObjectNode json() {
        var object = JsonNodeFactory.instance.objectNode();
        object.put("request", request.getId())
                .put("model", request.getModel())
                .put("named", request.getNamed())
                .put("requestedAt", request.getRequestedAt().toString())
                .put("metAt", after.getCreatedAt().toString());
        var records = object.putArray("forgotten");
        request.getRecords()
                .forEach(range -> records.addObject()
                        .put("topic", "corpus-ordered")
                        .put("partition", request.getPartition())
                        .put("from", range.getFrom())
                        .put("to", range.getTo()));
        before.ifPresent(manifest -> object.set("before", checkpoint(manifest)));
        base.ifPresentOrElse(
                manifest -> object.set("learnedAgainFrom", checkpoint(manifest)),
                () -> object.putNull("learnedAgainFrom"));
        object.set("after", checkpoint(after));
        var learned = object.putArray("learnedAgain");
        after.getLearned().forEach(range -> learned.add(range(range)));
        var gone = object.putArray("withdrawn");
        withdrawn.forEach(manifest -> gone.add(checkpoint(manifest)));
        var settings = object.putObject("settings");
        after.getConfiguration().forEach(settings::put);
        var fingerprint = object.putObject("fingerprint");
        after.getFingerprint().forEach(fingerprint::put);
        return object;
    }

    private static ObjectNode checkpoint(CheckpointManifest manifest) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("step", manifest.getStep())
                .put("characters", manifest.getCharacters())
                .put("sha256", manifest.getSha256());
    }

    private static ObjectNode range(OffsetRange range) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("topic", range.getTopic())
                .put("partition", range.getPartition())
                .put("from", range.getFrom())
                .put("fromCharacter", range.getFromCharacter())
                .put("to", range.getTo())
                .put("toCharacter", range.getToCharacter());
    }

    String text() {
        return "forgotten model=%s request=%s from=%s step=%d characters=%d sha256=%s"
                .formatted(
                        request.getModel(),
                        request.getId(),
                        base.map(manifest -> Long.toString(manifest.getStep())).orElse("0"),
                        after.getStep(),
                        after.getCharacters(),
                        after.getSha256());
    }
}
