package io.inkstream.train.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class KeptCheckpointsTest {

    private static final long EVERY = 1000;

    /** A history of so many checkpoints, of one part each, thinned at each of them as a trainer does. */
    private static List<Long> history(KeptCheckpoints rule, int checkpoints, int parts) {
        var published = new ArrayList<Saved.Published>();
        for (int number = 1; number <= checkpoints; number++) {
            published.add(new Saved.Published(number * EVERY, parts, "sha"));
            published.removeAll(rule.leaving(published, 10));
        }
        return published.stream().map(each -> each.step() / EVERY).toList();
    }

    @Test
    void of_those_twice_as_old_half_as_many_stay() {
        var kept = new TreeSet<>(history(new KeptCheckpoints(8, EVERY, 0), 1000, 1));

        var expected = new TreeSet<Long>();
        LongStream.rangeClosed(993, 1000).forEach(expected::add);
        // Ages 8 to 15, 16 to 31 and so on, worked out by hand: whatever 2, 4, 8, ... divides.
        for (long from = 8, divisor = 2; from < 1000; from *= 2, divisor *= 2) {
            for (long age = from; age < Math.min(1000, 2 * from); age++) {
                if ((1000 - age) % divisor == 0) {
                    expected.add(1000 - age);
                }
            }
        }
        expected.add(1L); // which has none before it
        assertThat(kept).isEqualTo(expected).hasSizeBetween(30, 40);
    }

    @Test
    void there_are_about_forty_over_any_length_of_history_and_never_a_gap_of_more_than_a_quarter() {
        var rule = new KeptCheckpoints(8, EVERY, 0);
        for (int checkpoints : new int[] {8, 50, 333, 2048, 5000}) {
            var kept = history(rule, checkpoints, 1);
            assertThat(kept).hasSizeLessThanOrEqualTo(8 + 4 * 11);
            assertThat(kept.get(0)).isEqualTo(1);
            for (int i = 1; i < kept.size(); i++) {
                long ageOfNewer = checkpoints - kept.get(i);
                long gap = kept.get(i) - kept.get(i - 1);
                assertThat(4 * gap)
                        .as("gap before %d of %d", kept.get(i), checkpoints)
                        .isLessThanOrEqualTo(Math.max(4, ageOfNewer + gap));
            }
        }
    }

    @Test
    void too_many_bytes_halve_the_window_and_so_those_that_are_older() {
        // Parts of 10 bytes, 10 of them each: 100 bytes a checkpoint, of which 1,500 may stay.
        var kept = history(new KeptCheckpoints(8, EVERY, 1500), 1000, 10);

        assertThat(kept).hasSizeBetween(6, 15).contains(1L, 1000L);
        assertThat(history(new KeptCheckpoints(8, EVERY, 1), 1000, 10))
                .hasSizeLessThanOrEqualTo(12)
                .contains(1L, 1000L);
    }

    @Test
    void a_change_of_the_steps_between_them_loses_none_of_the_newest() {
        var published = new ArrayList<Saved.Published>();
        for (long step = 700; step <= 7000; step += 700) {
            published.add(new Saved.Published(step, 1, "sha"));
        }
        var leaving = new KeptCheckpoints(4, 1000, 0).leaving(published, 10);
        assertThat(leaving).extracting(Saved.Published::step).doesNotContain(700L, 7000L, 6300L, 5600L, 4900L, 4200L);
    }
}
