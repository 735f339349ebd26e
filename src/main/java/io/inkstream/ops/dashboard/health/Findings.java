package io.inkstream.ops.dashboard.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What one look at brokers and instances found.
 *
 * @param brokers whether they answer
 * @param trainers whether one runs; null where that is not known
 * @param generators likewise
 * @param read whether the topics have been read to their ends
 * @param wrong what is not in order, by a name that stays while its sentence may change
 */
record Findings(boolean brokers, Boolean trainers, Boolean generators, boolean read, Map<String, Finding> wrong) {

    /** What a sentence is about. */
    enum Part {
        BROKERS,
        TRAINER,
        GENERATOR,
        INSTANCE,
        TOPICS
    }

    /** @param what is wrong, in one sentence */
    record Finding(Part part, String what) {}

    /**
     * A topic that is followed.
     *
     * @param trouble why nothing comes from it; null while all is well
     */
    record Followed(String topic, boolean read, String trouble) {}

    /**
     * @param trainers the name of the trainers' group
     * @param generators the name of the generators' group
     * @param names of instances that answered before, by address, such as {@code Trainer 0}
     */
    static Findings of(
            Presence.Seen seen,
            String trainers,
            String generators,
            List<Instances.Instance> instances,
            Map<String, String> names,
            List<Followed> topics) {
        var wrong = new LinkedHashMap<String, Finding>();
        if (!seen.brokers()) {
            wrong.put(
                    "brokers",
                    new Finding(
                            Part.BROKERS,
                            "No broker answers at " + seen.servers()
                                    + ": training and answering have stopped, and the figures are old"));
        }
        instances.forEach(instance -> ofInstance(instance, names, wrong));
        var trainer = isRunning("Trainer", seen.of(trainers), instances);
        var generator = isRunning("Generator", seen.of(generators), instances);
        if (Boolean.FALSE.equals(trainer) && isNew(Part.TRAINER, wrong)) {
            wrong.put("trainer", nobody(Part.TRAINER, "trainer", trainers, "training has stopped", "train"));
        }
        if (Boolean.FALSE.equals(generator) && isNew(Part.GENERATOR, wrong)) {
            wrong.put("generator", nobody(Part.GENERATOR, "generator", generators, "prompts wait", "generate"));
        }
        if (seen.brokers()) {
            unread(topics).ifPresent(finding -> wrong.put("topics", finding));
        }
        return new Findings(seen.brokers(), trainer, generator, topics.stream().allMatch(Followed::read), wrong);
    }

    private static void ofInstance(Instances.Instance instance, Map<String, String> names, Map<String, Finding> wrong) {
        if (instance.topologies() == null) {
            String name = names.get(instance.address());
            wrong.put(
                    instance.address(),
                    name == null
                            ? new Finding(Part.INSTANCE, "An instance " + instance.trouble())
                            : new Finding(
                                    name.startsWith("Generator") ? Part.GENERATOR : Part.TRAINER,
                                    name + " " + instance.trouble()));
            return;
        }
        instance.figures()
                .forEach((figure, parts) -> LateRound.of(figure, parts, instance.figures())
                        .ifPresent(round -> wrong.put(figure, new Finding(Part.TRAINER, round))));
        instance.topologies().forEach(topology -> {
            if (!topology.path("ok").asBoolean()) {
                wrong.put(
                        instance.address() + "/" + name(topology),
                        new Finding(
                                name(topology).startsWith("Generator") ? Part.GENERATOR : Part.TRAINER,
                                name(topology) + " at " + instance.address() + ": "
                                        + topology.path("why").asText()));
            }
        });
    }

    /** The topologies of an instance that answered, by name and id. */
    static String names(Instances.Instance instance) {
        return StreamSupport.stream(instance.topologies().spliterator(), false)
                .map(Findings::name)
                .collect(Collectors.joining(" and "));
    }

    private static String name(JsonNode topology) {
        return topology.path("topology").asText() + " "
                + topology.path("instance").asText();
    }

    /** By the group, or where it is not known, by the instances that answer. */
    private static Boolean isRunning(String topology, Integer members, List<Instances.Instance> instances) {
        boolean answers = instances.stream()
                .filter(instance -> instance.topologies() != null)
                .flatMap(instance -> StreamSupport.stream(instance.topologies().spliterator(), false))
                .anyMatch(one -> one.path("topology").asText().equals(topology));
        if (answers || members == null) {
            return answers ? true : null;
        }
        return members > 0;
    }

    private static boolean isNew(Part part, Map<String, Finding> wrong) {
        return wrong.values().stream().noneMatch(finding -> finding.part() == part);
    }

    private static Finding nobody(Part part, String who, String group, String effect, String command) {
        return new Finding(
                part,
                "No %s runs, so %s: the group %s has no members; start one with bin/inkstream %s"
                        .formatted(who, effect, group, command));
    }

    private static Optional<Finding> unread(List<Followed> topics) {
        var unread = topics.stream().filter(topic -> topic.trouble() != null).toList();
        return unread.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        Part.TOPICS,
                        "%s cannot be read: %s"
                                .formatted(
                                        unread.stream().map(Followed::topic).collect(Collectors.joining(", ")),
                                        unread.get(0).trouble())));
    }
}
