package io.inkstream.bench.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AdaptationBenchTest {

    private static final String PLAY = "KING:\nGo.\nNow.\n\nAll:\nWe go.\n\nKING:\nStay.\n\nExeunt\n\nAll:\nWe stay.\n";

    @Test
    void a_text_is_divided_by_speakers_or_by_blocks_behind_the_first_blank_line_after_what_is_learned() {
        var speakers = SessionTexts.of(PLAY, 3, SessionTexts.By.SPEAKERS);
        assertThat(speakers.learned()).isEqualTo("KING:\nGo.\nNow.\n\n");
        assertThat(speakers.sessions())
                .containsExactly(
                        Map.entry("All", List.of("We go.\n", "We stay.\n\n")), Map.entry("KING", List.of("Stay.\n")));

        var blocks = SessionTexts.of("one\ntwo\n\nthree\nfour\n\nfive\nsix", 1, SessionTexts.By.BLOCKS);
        assertThat(blocks.learned()).isEqualTo("one\ntwo\n\n");
        assertThat(blocks.sessions())
                .containsExactly(
                        Map.entry("three", List.of("three\n", "four\n")),
                        Map.entry("five", List.of("five\n", "six\n")));
    }

    @Test
    void a_text_that_leaves_no_session_is_refused() {
        for (int characters : new int[] {0, PLAY.length()}) {
            assertThatThrownBy(() -> SessionTexts.of(PLAY, characters, SessionTexts.By.SPEAKERS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name and a colon")
                    .hasMessageContaining(characters + " of " + PLAY.length());
        }
    }

    @Test
    void speakers_with_words_of_their_own_gain_and_figures_add_up() {
        var random = new Random(1);
        var text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            boolean learned = i < 200;
            int who = random.nextInt(2);
            text.append(learned ? "Old" : who == 0 ? "Abo" : "Zed").append(":\n");
            for (int word = 0; word < 12; word++) {
                text.append(
                                learned
                                        ? List.of("the", "sun", "went", "down", "again")
                                                .get(random.nextInt(5))
                                        : who == 0
                                                ? List.of("gryll", "pthak", "omyx")
                                                        .get(random.nextInt(3))
                                                : List.of("zuvor", "quint", "ebbly")
                                                        .get(random.nextInt(3)))
                        .append(word == 11 ? "\n\n" : " ");
            }
        }
        var settings = RecordedSettings.of(Configuration.load(
                Map.of("nodes", "8", "layers", "1", "mixture.bits", "10"), Map.of(), Optional.empty()));
        var clock = new AtomicLong();
        var told = new AtomicLong();
        AdaptationBench.Result result;
        try (var engine = Engine.named("portable", 1)) {
            result = AdaptationBench.run(
                    SessionTexts.of(text.toString(), text.indexOf("Abo") - 100, SessionTexts.By.SPEAKERS),
                    settings,
                    engine,
                    () -> clock.getAndAdd(1_000_000_000),
                    told::addAndGet);
        }

        assertThat(result.sessions()).extracting(AdaptationBench.Read::name).contains("Abo", "Zed");
        assertThat(result.sessions())
                .filteredOn(session -> !session.name().equals("Old"))
                .allSatisfy(session -> {
                    assertThat(session.saved()).isGreaterThan(0.3);
                    assertThat(session.plain().seconds()).isEqualTo(1);
                });
        assertThat(told.get()).isGreaterThanOrEqualTo(99);
        var all = result.all();
        assertThat(all.characters())
                .isEqualTo(result.sessions().stream()
                        .mapToInt(AdaptationBench.Read::characters)
                        .sum());
        assertThat(all.adapted().bits()).isLessThan(0.7 * all.plain().bits());
        assertThat(result.meanSaved(1)).isBetween(0.0, 1.0);
        assertThat(result.meanSaved(Integer.MAX_VALUE)).isNaN();
    }
}
