package io.inkstream.ops.dashboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.ops.dashboard.health.Conditions.Condition;
import io.inkstream.ops.dashboard.health.Conditions.State;
import io.inkstream.ops.dashboard.health.Findings.Followed;
import io.inkstream.ops.dashboard.health.Findings.Part;
import io.inkstream.ops.dashboard.health.Instances.Instance;
import io.inkstream.ops.dashboard.health.Presence.Seen;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConditionsTest {

    private static final Followed READ = new Followed("training-metrics", true, null);

    @Test
    void all_is_well_while_brokers_answer_and_both_groups_have_members() {
        var found = find(seen(1, 3), List.of(), READ);
        assertThat(found.wrong()).isEmpty();
        assertThat(found.brokers()).isTrue();
        assertThat(found.trainers()).isTrue();
        assertThat(found.generators()).isTrue();
        assertThat(found.read()).isTrue();
    }

    @Test
    void dead_brokers_are_one_sentence_and_what_they_alone_know_is_unknown() {
        var found = find(
                new Seen(false, "a:9092,b:9092", Map.of()),
                List.of(),
                new Followed("generated-text", false, "timed out"));
        assertThat(sentences(found))
                .containsExactly(
                        "No broker answers at a:9092,b:9092: training and answering have stopped, and the figures are old");
        assertThat(found.trainers()).isNull();
        assertThat(found.generators()).isNull();
        assertThat(found.read()).isFalse();
    }

    @Test
    void a_group_without_members_is_named_with_the_command_that_starts_one() {
        assertThat(sentences(find(seen(0, 1), List.of(), READ)))
                .containsExactly(
                        "No trainer runs, so training has stopped: the group x-train has no members; start one with bin/inkstream train");
        assertThat(sentences(find(seen(1, 0), List.of(), READ)))
                .containsExactly(
                        "No generator runs, so prompts wait: the group x-generate has no members; start one with bin/inkstream generate");
        assertThat(sentences(find(seen(null, 1), List.of(), READ)))
                .as("a group that this user may not see")
                .isEmpty();
    }

    @Test
    void an_instance_that_does_not_answer_is_called_what_it_was_although_its_group_still_has_it() throws Exception {
        var dead = new Instance("10.0.0.1:80", null, Map.of(), "does not answer at http://10.0.0.1:80 (refused)");
        var found = find(seen(1, 1), List.of(dead, running("Generator", "0")), READ);
        assertThat(sentences(found)).containsExactly("Trainer 7 does not answer at http://10.0.0.1:80 (refused)");
        assertThat(found.wrong().values()).extracting(Findings.Finding::part).containsExactly(Part.TRAINER);

        assertThat(sentences(find(seen(0, 1), List.of(dead), READ)))
                .as("its group lets go of it, which says nothing more")
                .hasSize(1);
        assertThat(sentences(find(seen(0, 1), List.of(running("Trainer", "0")), READ)))
                .as("one that starts is no member yet")
                .isEmpty();
    }

    @Test
    void an_instance_that_is_not_well_says_why_and_a_topic_that_is_not_there_is_named() throws Exception {
        var stuck = new Instance(
                "h:1",
                json("[{\"topology\":\"Generator\",\"instance\":\"2\",\"ok\":false,\"why\":\"stuck: a thread\"}]"),
                Map.of(),
                null);
        assertThat(sentences(find(
                        seen(1, 1),
                        List.of(stuck),
                        READ,
                        new Followed("prompts", false, "topic prompts does not exist"))))
                .containsExactly(
                        "Generator 2 at h:1: stuck: a thread", "prompts cannot be read: topic prompts does not exist");
    }

    @Test
    void since_is_when_it_was_seen_in_order_last_and_begins_anew_after_it_was_again() {
        var looks = new ArrayDeque<Findings>();
        var well = find(seen(1, 1), List.of(), READ);
        var gone = find(seen(0, 1), List.of(), READ);
        looks.addAll(List.of(well, gone, gone, well, gone));
        long[] now = {1000};
        var states = new ArrayList<State>();
        try (var conditions = new Conditions(() -> Instant.ofEpochMilli(now[0]), looks::remove, states::add)) {
            while (!looks.isEmpty()) {
                now[0] += 10;
                conditions.lookAgain();
            }
            assertThat(conditions.state()).isEqualTo(states.get(4));
        }
        assertThat(states)
                .extracting(state ->
                        state.wrong().stream().map(Condition::since).findFirst().orElse(null))
                .containsExactly(null, 1010L, 1010L, null, 1040L);
        assertThat(states).extracting(State::at).containsExactly(1010L, 1020L, 1030L, 1040L, 1050L);
    }

    @Test
    void a_look_and_the_pause_before_it_take_less_than_ten_seconds() {
        long most = Conditions.PAUSE_MS + Presence.TIMEOUT_MS + Instances.TIMEOUT.toMillis();
        assertThat(most).as("ms").isLessThan(10_000);
    }

    private static Findings find(Seen seen, List<Instance> instances, Followed... topics) {
        return Findings.of(
                seen, "x-train", "x-generate", instances, Map.of("10.0.0.1:80", "Trainer 7"), List.of(topics));
    }

    private static Seen seen(Integer trainers, Integer generators) {
        var members = new HashMap<String, Integer>();
        members.put("x-train", trainers);
        members.put("x-generate", generators);
        return new Seen(true, "a:9092", members);
    }

    private static Instance running(String topology, String id) throws Exception {
        return new Instance(
                topology + ":1",
                json("[{\"topology\":\"%s\",\"instance\":\"%s\",\"ok\":true}]".formatted(topology, id)),
                Map.of(),
                null);
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static List<String> sentences(Findings found) {
        return found.wrong().values().stream().map(Findings.Finding::what).toList();
    }
}
