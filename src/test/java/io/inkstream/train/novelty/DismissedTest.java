package io.inkstream.train.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.OrderedRecord;
import io.inkstream.train.corpus.Origin;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records whose characters cost what the test says, after two thousand that are usual. */
final class DismissedTest {

    private static final AlertSettings ALERTS = new AlertSettings(0, 0.001, AlertSettings.Text.RECORD);
    private static final Vocabulary BYTES = Vocabulary.named("bytes");
    private static final String FULL = "disk /data/%d is full, %d bytes left of 1048576\n";
    private static final String EXPIRED = "certificate of broker %d has expired\n";

    private final Random random = new Random(5);
    private RecordScores scores = new RecordScores(BYTES, ALERTS);
    private long offset;

    @BeforeEach
    void readWhatIsUsual() {
        for (int i = 0; i < 2_000; i++) {
            score(random.nextDouble(), "disk /data/" + i + " is fine\n");
        }
    }

    @Test
    void without_a_verdict_both_are_told() {
        assertThat(score(8, FULL.formatted(1, 0)).alert().kind()).isEqualTo(Alert.Kind.NEW);
        assertThat(score(8, EXPIRED.formatted(7)).alert().kind()).isEqualTo(Alert.Kind.NEW);
    }

    @Test
    void what_is_like_a_text_that_is_no_news_scores_less_and_is_not_told_and_what_is_not_like_it_is() {
        scores.judge(Verdict.of(false, FULL.formatted(3, 17)));
        for (int disk = 0; disk < 20; disk++) {
            var like = score(8, FULL.formatted(disk, random.nextInt(1 << 20)));
            assertThat(like.alert()).isNull();
            assertThat(like.dismissed()).isEqualTo(1);
            assertThat(like.novelty()).isZero();
            assertThat(like.tally().novelty()).isGreaterThan(4);
        }
        var alike = score(8, "disk /data/4 is almost full, 99 bytes left of 1048576\n");
        assertThat(alike.alert()).isNull();
        assertThat(alike.dismissed()).isBetween(0.6, 0.99);
        assertThat(alike.novelty())
                .isCloseTo((1 - alike.dismissed()) * alike.tally().novelty(), within(1e-12));

        var other = score(8, EXPIRED.formatted(7));
        assertThat(other.alert().kind()).isEqualTo(Alert.Kind.NEW);
        assertThat(other.dismissed()).isNull();
        assertThat(other.novelty()).isEqualTo(other.tally().novelty());
    }

    @Test
    void more_of_what_was_told_is_not_told_either_once_it_is_no_news() {
        assertThat(score(8, FULL.formatted(1, 0)).alert()).isNotNull();
        scores.judge(Verdict.of(false, FULL.formatted(1, 0)));
        for (int i = 0; i < 16; i++) {
            assertThat(score(8, FULL.formatted(i, i)).alert()).isNull();
        }
    }

    @Test
    void a_verdict_that_is_taken_back_counts_no_more() {
        scores.judge(Verdict.of(false, FULL.formatted(3, 17)));
        scores.judge(Verdict.of(false, EXPIRED.formatted(3)));
        scores.judge(Verdict.of(true, FULL.formatted(9, 0)));
        assertThat(score(8, FULL.formatted(1, 0)).alert().kind()).isEqualTo(Alert.Kind.NEW);
        assertThat(score(8, EXPIRED.formatted(7)).alert()).isNull();
    }

    @Test
    void of_more_than_256_the_one_that_was_of_use_longest_ago_leaves() {
        scores.judge(Verdict.of(false, FULL.formatted(1, 0)));
        scores.judge(Verdict.of(false, EXPIRED.formatted(1)));
        for (int i = 0; i < 255; i++) {
            if (i == 100) {
                assertThat(score(8, FULL.formatted(2, 0)).alert()).isNull();
            }
            scores.judge(Verdict.of(false, letters() + " " + letters()));
        }
        assertThat(scores.saved().keySet())
                .filteredOn(name -> name.startsWith("scores.dismissed."))
                .hasSize(256);
        assertThat(score(8, FULL.formatted(3, 0)).dismissed()).isEqualTo(1);
        assertThat(score(8, EXPIRED.formatted(7)).dismissed()).isNull();
    }

    @Test
    void what_is_saved_goes_on_to_the_same_and_says_nothing_where_nothing_was_said() {
        assertThat(scores.saved().keySet()).noneMatch(name -> name.startsWith("scores.dismissed."));
        for (int i = 0; i < 300; i++) {
            scores.judge(Verdict.of(i % 50 == 0, letters() + " " + i));
        }
        scores.judge(Verdict.of(false, FULL.formatted(1, 0)));
        Map<String, String> saved = scores.saved();
        var other = RecordScores.restore(BYTES, ALERTS, saved);
        assertThat(other.saved()).isEqualTo(saved);
        var here = score(8, FULL.formatted(2, 3));
        scores = other;
        offset--;
        assertThat(ScoreRecords.of("default", score(8, FULL.formatted(2, 3))))
                .isEqualTo(ScoreRecords.of("default", here));
    }

    /** Anybody may write to the topic: what can be read is what was written, and nothing else stops anything. */
    @Property(tries = 200)
    void a_verdict_is_read_as_it_was_written_and_any_bytes_are_a_verdict_a_source_or_nothing(
            @ForAll String text, @ForAll boolean isNews, @ForAll byte[] any) {
        String whole = new String(("x" + text).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        var verdict = Verdict.of(isNews, whole);
        assertThat(verdict.text().codePointCount(0, verdict.text().length())).isLessThanOrEqualTo(512);
        assertThat(Origin.from(verdict.bytes())).contains(verdict);
        var headers = new RecordHeaders();
        verdict.to(headers);
        assertThat(OrderedRecord.verdict(headers, new byte[0])).contains(verdict);
        assertThat(OrderedRecord.verdict(headers, new byte[] {'t'})).isEmpty();
        Origin.from(any)
                .ifPresent(origin -> assertThat(Origin.from(origin.bytes())).contains(origin));
    }

    private RecordScores.Score score(double bits, String text) {
        var tally = new Tally(true);
        for (byte id : BYTES.encode(text).ids()) {
            tally.add(id, bits * Math.log(2), 1 * Math.log(2));
        }
        return scores.score(Source.of(0, offset++, true, offset * 1_000, null), offset, tally, 1);
    }

    private String letters() {
        return random.ints(12, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
