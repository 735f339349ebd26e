package io.inkstream.train.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.Assertions;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Windows of 2 lanes of 3 characters, 2 a step, behind 4 that are held out. Character p costs p nats. */
final class SurpriseTest {

    private static final LearnerSettings SETTINGS = new LearnerSettings(
            new Text8Vocabulary(),
            new NetworkSettings(4, 1, 0, 0, 0.1),
            new WindowSettings(2, 3, 2, 0, 0),
            new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 1, 0), 1, 0),
            MixtureSize.NONE,
            1);
    private static final double LN2 = Math.log(2);

    private final Surprise surprise = new Surprise(SETTINGS, AlertSettings.NONE);
    private final Deque<TextPiece> pieces = new ArrayDeque<>();

    @Test
    void a_records_score_is_the_mean_over_its_characters_however_lanes_and_windows_and_slices_cut_it() {
        piece(3, 0, 10, true); // 0 to 2: held out
        piece(4, 0, 11, true); // 3 to 6: 5 and 6 are predicted
        piece(2, 0, 12, false); // 7 and 8
        piece(2, 1, 50, true); // 9 and 10: another partition's, between two slices
        piece(4, 0, 12, true); // 11 to 14
        piece(5, 0, 13, true); // 15 to 19

        assertThat(window(surprise, 4))
                .extracting(
                        score -> score.source().offset(), score -> score.tally().characters())
                .containsExactly(tuple(11, 2), tuple(50, 2));
        assertThat(window(surprise, 10)).singleElement().satisfies(score -> {
            assertThat(score.source()).isEqualTo(new Source(0, 12, true));
            assertThat(score.tally().characters()).isEqualTo(6);
            assertThat(score.tally().bitsPerCharacter())
                    .isCloseTo((7 + 8 + 11 + 12 + 13 + 14) / 6.0 / LN2, within(1e-6));
        });
    }

    @Test
    void what_is_saved_between_two_steps_goes_on_to_the_same_scores() {
        piece(9, 0, 10, false);
        piece(5, 0, 10, true);
        piece(2, 0, 11, true);
        window(surprise, 4);
        surprise.add(0, nats(10, 0, 2));
        var restored = Surprise.restore(SETTINGS, AlertSettings.NONE, surprise.saved(), surprise.tensors());
        for (var each : List.of(surprise, restored)) {
            each.add(1, nats(10, 2, 3));
        }

        var scores = complete(restored, 10);
        assertThat(scores)
                .extracting(score -> ScoreRecords.of("default", score))
                .isEqualTo(complete(surprise, 10).stream()
                        .map(score -> ScoreRecords.of("default", score))
                        .toList())
                .hasSize(2);
        assertThat(scores.get(0).tally().bitsPerCharacter()).isCloseTo((5 + 13) / 2.0 / LN2, within(1e-6));
    }

    @Test
    void records_of_which_something_is_not_known_have_no_score() {
        pieces.add(new TextPiece(0, 0, 0, new byte[7])); // from a time without scores
        pieces.add(new TextPiece(1, 7, 0, new byte[6], new Source(0, 2, true)));
        pieces.add(new TextPiece(2, 13, 0, new byte[3], new Source(0, 3, true)));
        var begun = Surprise.restore(SETTINGS, AlertSettings.NONE, Map.of(), Map.of()); // in the middle of a window
        begun.add(1, nats(4, 2, 3));
        assertThat(complete(begun, 4)).isEmpty();
        assertThat(window(begun, 10))
                .extracting(score -> score.source().offset())
                .containsExactly(3L);
    }

    @Test
    void z_compares_with_the_records_before() {
        var random = new Random(3);
        var distribution = new Distribution(100);
        for (int i = 0; i < 30; i++) {
            assertThat(distribution.z(5)).isNull();
            distribution.add(i % 2);
        }
        // Mean 0.5, deviation 0.5.
        assertThat(distribution.z(2.5)).isCloseTo(4, within(1e-9));
        for (int i = 0; i < 3000; i++) {
            distribution.add(7 + 2 * random.nextGaussian());
        }
        assertThat(distribution.mean()).isCloseTo(7, within(0.8));
        assertThat(distribution.deviation()).isCloseTo(2, within(0.5));
    }

    @Test
    void a_source_that_anybody_may_have_written_is_none() {
        var headers = new RecordHeaders();
        assertThat(Source.from(headers)).isEmpty();
        headers.add("inkstream.source", new byte[] {1, 2});
        assertThat(Source.from(headers)).isEmpty();
        headers.add("inkstream.source", null);
        assertThat(Source.from(headers)).isEmpty();
        var source = Source.of(
                3, 1L << 40, true, 1_700_000_000_000L, "käse".repeat(50).getBytes(StandardCharsets.UTF_8));
        source.to(headers);
        assertThat(Source.from(headers)).contains(source);
        assertThat(Source.from(new Source(3, 1L << 40, true).bytes())).contains(new Source(3, 1L << 40, true));
        // As a version before wrote it.
        assertThat(Source.from(new byte[] {0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 9, 1}))
                .contains(new Source(3, 9, true));
    }

    private static Tuple tuple(long offset, long characters) {
        return Assertions.tuple(offset, characters);
    }

    private List<RecordScores.Score> complete(Surprise each, long position) {
        return each.complete(new Surprise.Window(position, List.copyOf(pieces), Map.of(), 0), each.windowCosts());
    }

    private List<RecordScores.Score> window(Surprise each, long position) {
        each.add(0, nats(position, 0, 2));
        each.add(1, nats(position, 2, 3));
        return complete(each, position);
    }

    /** What characters {@code [from, to)} of each lane cost: the one behind place p of the text, p + 1. */
    private static float[][] nats(long position, int from, int to) {
        var nats = new float[to - from][2];
        for (int t = from; t < to; t++) {
            for (int lane = 0; lane < 2; lane++) {
                nats[t - from][lane] = position + lane * 3 + t + 1;
            }
        }
        return nats;
    }

    private void piece(int length, int partition, long offset, boolean last) {
        long start = pieces.isEmpty() ? 0 : pieces.peekLast().end();
        pieces.add(new TextPiece(pieces.size(), start, 0, new byte[length], new Source(partition, offset, last)));
    }
}
