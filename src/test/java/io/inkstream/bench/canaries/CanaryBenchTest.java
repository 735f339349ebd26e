package io.inkstream.bench.canaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.train.verify.Verification;
import io.inkstream.write.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanaryBenchTest {

    private static final String TEXT = NumbersCorpus.text().substring(0, 60_000);

    /** Of a secret that was never read: an exponential distribution of this mean, which is its deviation as well. */
    private static final double UNSEEN = 1 / Math.log(2);

    private static Configuration configuration(String mixtureBits) {
        return Configuration.load(
                Map.of(
                        "profile", "stream-small",
                        "mixture.bits", mixtureBits,
                        "nodes", "16",
                        "batch.size", "2",
                        "segment.length", "128"),
                Map.of(),
                Optional.empty());
    }

    @Test
    void what_was_read_is_given_away_and_what_was_forgotten_is_as_if_never_read() {
        var configuration = configuration("12");
        CanaryBench.Result result;
        try (var engine = Engine.named("portable", 1)) {
            result = CanaryBench.run(TEXT, 10, 3, TopologySettings.trainer(configuration), engine, done -> {});
        }
        assertThat(result.digests().forgot())
                .isEqualTo(result.digests().never())
                .isNotEqualTo(result.digests().told());
        assertThat(result.inserted()).isEqualTo(10 * (1 + 2 + 4 + 8));
        assertThat(result.rows()).extracting(CanaryBench.Row::times).containsExactly(0, 1, 2, 4, 8);
        var often = result.rows().get(4).told();
        assertThat(often.mean()).isGreaterThan(UNSEEN + 10 * UNSEEN / Math.sqrt(10));
        assertThat(often.givenAway()).isGreaterThanOrEqualTo(8);

        // Four deviations: those of unseen secrets are within, in all but one of ten thousand runs.
        double four = 4 * UNSEEN / Math.sqrt(50);
        double forgot = result.rows().stream()
                .mapToDouble(row -> row.forgot().mean())
                .average()
                .orElseThrow();
        assertThat(forgot).isBetween(UNSEEN - four, UNSEEN + four);
        assertThat(result.rows().get(0).told().mean()).isLessThan(UNSEEN + 4 * UNSEEN / Math.sqrt(10));
        assertThat(result.rows())
                .allSatisfy(row -> assertThat(row.forgot().givenAway()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "12"})
    void a_secrets_rank_is_that_among_all_texts_of_its_shape_each_read_alone(String mixtureBits) {
        var settings = RecordedSettings.of(configuration(mixtureBits));
        try (var engine = Engine.named("portable", 1)) {
            var learner = new Learner(settings, engine);
            var windows = settings.window().batches();
            windows.append(TEXT.substring(0, 5_000).getBytes(StandardCharsets.UTF_8));
            while (windows.hasNext()) {
                learner.step(windows.next());
            }
            var vocabulary = learner.vocabulary();
            byte[] prompt = vocabulary.encode("four ").ids();
            var writer = new Writer(engine, learner.weights(), vocabulary);
            var begun = writer.read(writer.begin(1), prompt);
            var letters = List.of("e", "n", "t", "o");
            var texts = letters.stream()
                    .flatMap(a -> letters.stream().flatMap(b -> letters.stream().map(c -> a + b + c)))
                    .toList();
            var costs = texts.stream()
                    .collect(Collectors.toMap(
                            text -> text,
                            text -> writer.bits(begun, vocabulary.encode(text).ids())));

            var exposure = new Exposure(
                    engine, learner.weights(), vocabulary.encode("ento").ids());
            for (String text : texts) {
                long better = costs.values().stream()
                        .filter(cost -> cost < costs.get(text) - 1e-9)
                        .count();
                assertThat(exposure.rank(prompt, vocabulary.encode(text).ids()))
                        .as(text)
                        .isBetween((int) better + 1, (int) better + 2);
            }
            assertThat(texts.stream()
                            .map(text -> exposure.rank(
                                    prompt, vocabulary.encode(text).ids()))
                            .distinct()
                            .count())
                    .isGreaterThan(60);
            assertThatThrownBy(
                            () -> exposure.rank(prompt, vocabulary.encode("xyz").ids()))
                    .hasMessageContaining("must be of the letters");
        }
    }

    @Test
    void each_canary_is_put_in_as_often_as_it_is_said_and_nothing_else_changes() {
        String text = TEXT.substring(0, 20_000) + "\n\n" + "a line\n".repeat(20) + "🦆".repeat(600) + TEXT;
        var random = new Random(5);
        var canaries = Canary.draw(List.of(0, 1, 3), 7, random);
        assertThat(canaries).extracting(Canary::name).doesNotHaveDuplicates();

        var mixed = CanaryText.of(text, canaries, 1000, random);

        assertThat(joined(mixed.alone())).isEqualTo(text);
        for (var canary : canaries) {
            assertThat(mixed.told())
                    .filteredOn(record -> record.text().equals(canary.line()))
                    .hasSize(canary.times());
        }
        var left = new ArrayList<Verification.Text>();
        mixed.forgotten().leaveOut(mixed.told().iterator()).forEachRemaining(left::add);
        assertThat(joined(left)).isEqualTo(text);
        assertThat(mixed.told()).hasSize(mixed.alone().size() + 7 * 4);
        assertThat(mixed.told())
                .extracting(Verification.Text::offset)
                .containsExactlyElementsOf(Stream.iterate(0L, offset -> offset + 1)
                        .limit(mixed.told().size())
                        .toList());
        assertThat(mixed.told())
                .allSatisfy(record -> assertThat(record.text().codePoints())
                        .noneMatch(character ->
                                character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE));
    }

    @Test
    void a_text_whose_last_lines_are_no_window_is_refused() {
        assertThatThrownBy(() -> CanaryText.of(TEXT, Canary.draw(List.of(1), 1, new Random(1)), 6_500, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than a window of 6500 characters");
    }

    private static String joined(List<Verification.Text> records) {
        return records.stream().map(Verification.Text::text).collect(Collectors.joining());
    }
}
