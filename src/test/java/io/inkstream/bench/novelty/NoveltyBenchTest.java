package io.inkstream.bench.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.config.Configuration;
import io.inkstream.streams.TopologySettings;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NoveltyBenchTest {

    @Test
    void average_precision_and_recall_are_those_of_the_textbook() {
        var firsts = new BitSet();
        firsts.set(1);
        firsts.set(3);
        // From the highest down: line 3 (new), line 0, line 1 (new), line 2.
        var ranking = new Ranking(List.of(0.5, 0.4, 0.1, 0.9), firsts);
        assertThat(ranking.averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
        assertThat(ranking.recall(250)).isEqualTo(1); // one alert, one found
        assertThat(ranking.recall(500)).isEqualTo(0.5);
        assertThat(ranking.recall(750)).isEqualTo(1);
        assertThatThrownBy(() -> new Ranking(List.of(1.0), new BitSet())).hasMessageContaining("first of its kind");
    }

    @Test
    void the_highest_line_of_a_beginning_stands_for_it_and_the_first_alert_ends_the_delay() {
        var kinds = List.of("a", "b", "b", "b", "a", "c", "c", "b");
        var scores = List.of(9.0, 0.1, 0.8, 0.3, 0.7, 0.2, 0.05, 0.4);
        // The first two lines of b and c are beginnings; a warms up.
        var ranked = Beginnings.of(scores, kinds, 1, 2);
        assertThat(ranked.scores()).containsExactly(0.8, 0.3, 0.2, 0.4);
        assertThat(ranked.firsts().stream().boxed()).containsExactly(0, 2);
        assertThat(Beginnings.of(scores, kinds, 1, 1).scores()).containsExactly(0.1, 0.8, 0.3, 0.7, 0.2, 0.05, 0.4);
        // Three of seven lines: 0.8, 0.7 and 0.4. The second of b is the first of it.
        assertThat(Beginnings.delay(scores, kinds, 1, 430)).isEqualTo(1);
        assertThat(Beginnings.delay(scores, kinds, 3, 200)).isNaN();
    }

    @Test
    void in_a_chat_each_clause_is_said_once_and_most_topics_begin_midway() {
        var texts = new StringBuilder();
        for (int topic = 0; topic < 10; topic++) {
            for (int clause = 0; clause < 30; clause++) {
                texts.append("Topic %d has this as its clause of number %d, and so on. ".formatted(topic, clause));
            }
            texts.append("\nshort\n\n");
        }
        var chat = Chat.of("chat", texts.toString(), 240, 3);
        assertThat(chat).isEqualTo(Chat.of("chat", texts.toString(), 240, 3));
        assertThat(chat).isNotEqualTo(Chat.of("chat", texts.toString(), 240, 4));
        assertThat(chat.lines()).hasSize(240).doesNotHaveDuplicates().allMatch(line -> line.length() >= 20);
        assertThat(chat.firsts().get(0, 40).cardinality()).isEqualTo(2);
        assertThat(chat.firsts().cardinality()).isEqualTo(10);
        for (int line = 0; line < 240; line++) {
            int topic = Integer.parseInt(chat.kinds().get(line)) - 1;
            assertThat(chat.lines().get(line)).contains("Topic " + topic);
        }
        assertThat(Chat.of("chat", texts.toString(), 10_000, 3).lines()).hasSize(300);
        assertThatThrownBy(() -> Chat.of("chat", "one topic alone, with something to say", 10, 3))
                .hasMessageContaining("1 topics");
    }

    @Test
    void the_same_system_length_and_seed_make_the_same_log_and_kinds_keep_coming() {
        for (String system : MadeLog.SYSTEMS) {
            var log = MadeLog.of(system, 2000, 7);
            assertThat(log).isEqualTo(MadeLog.of(system, 2000, 7)).isNotEqualTo(MadeLog.of(system, 2000, 8));
            assertThat(log.lines())
                    .hasSize(2000)
                    .noneMatch(line -> line.contains("{") && line.contains(":") && line.matches(".*\\{[a-z0-9:]+}.*"));
            assertThat(log.firsts().get(400, 2000).cardinality()).as(system).isBetween(15, 90);
            assertThat(new HashSet<>(log.kinds())).hasSize(log.firsts().cardinality());
        }
    }

    @Test
    void peers_say_of_what_came_before_that_it_is_less_new() {
        Peer.all().forEach((name, peer) -> {
            double first = peer.score("disk 7 of host alpha is full");
            for (int i = 0; i < 5; i++) {
                peer.score("disk " + i + " of host alpha is full");
            }
            assertThat(peer.score("disk 9 of host alpha is full")).as(name).isLessThan(first / 2);
        });
    }

    @Test
    void what_a_record_costs_beyond_what_was_expected_finds_new_kinds_where_numbers_do_not_hide_them() {
        var log = MadeLog.of("rack", 1000, 1);
        var configuration = Configuration.load(
                Map.of("corpus.scores", "true", "validation.characters", "0", "profile", "stream-small"),
                Map.of(),
                Optional.empty());
        try (var engine = TopologySettings.engine(configuration)) {
            var result = NoveltyBench.run(log, 200, 1, TopologySettings.trainer(configuration), engine, steps -> {});
            assertThat(result.kinds()).isGreaterThan(10);
            assertThat(result.rows())
                    .extracting(NoveltyBench.Row::scorer)
                    .containsExactly("novelty", "bits", "z", "6-gram", "rare tokens", "masked lines");
            double ours = result.rows().get(0).averagePrecision();
            assertThat(result.rows().subList(1, 6))
                    .allSatisfy(row ->
                            assertThat(row.averagePrecision()).as(row.scorer()).isLessThan(ours - 0.02));
        }
    }
}
