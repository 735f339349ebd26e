package io.inkstream.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class WindowedBatchesTest {

    @Property
    void every_character_after_the_first_is_a_target_once_and_lanes_read_on_in_order(
            @ForAll @IntRange(min = 1, max = 5) int batch,
            @ForAll @IntRange(min = 1, max = 17) int segmentLength,
            @ForAll @IntRange(min = 1, max = 20) int unrollings,
            @ForAll @IntRange(max = 400) int length) {
        var batches = new WindowedBatches(batch, segmentLength, unrollings);
        var text = text(length);
        batches.append(text);
        int windows = Math.max(0, length - 1) / (batch * segmentLength);

        for (int window = 0; window < windows; window++) {
            assertThat(batches.position()).isEqualTo((long) window * batch * segmentLength);
            var lanes = new byte[batch][segmentLength + 1];
            int at = 0;
            do {
                int[][] step = batches.next();
                assertThat(step.length).isEqualTo(Math.min(unrollings, segmentLength - at) + 1);
                for (int t = 0; t < step.length; t++) {
                    for (int lane = 0; lane < batch; lane++) {
                        if (t == 0 && at > 0) {
                            assertThat((byte) step[0][lane]).isEqualTo(lanes[lane][at]);
                        }
                        lanes[lane][at + t] = (byte) step[t][lane];
                    }
                }
                at += step.length - 1;
            } while (batches.stepsIntoWindow() > 0);

            assertThat(at).isEqualTo(segmentLength);
            for (int lane = 0; lane < batch; lane++) {
                int from = (window * batch + lane) * segmentLength;
                assertThat(lanes[lane]).isEqualTo(Arrays.copyOfRange(text, from, from + segmentLength + 1));
            }
        }
        assertThat(batches.hasNext()).isFalse();
        assertThat(batches.pending()).isEqualTo(length - windows * batch * segmentLength);
    }

    @Property
    void text_in_any_pieces_gives_the_same_batches(@ForAll long seed, @ForAll @IntRange(max = 2000) int length) {
        var whole = new WindowedBatches(3, 8, 3);
        whole.append(text(length));
        var random = new Random(seed);
        var pieces = new WindowedBatches(3, 8, 3);
        var given = new ArrayList<int[][]>();

        for (int from = 0; from < length; ) {
            int to = Math.min(length, from + random.nextInt(100));
            pieces.append(Arrays.copyOfRange(text(length), from, to));
            from = to;
            while (pieces.hasNext() && random.nextInt(8) > 0) {
                given.add(pieces.next());
            }
        }
        given.addAll(rest(pieces));

        assertThat(given).usingRecursiveFieldByFieldElementComparator().isEqualTo(rest(whole));
        assertThat(pieces.position()).isEqualTo(whole.position());
        assertThat(pieces.pending()).isEqualTo(whole.pending());
    }

    @Property
    void going_on_anywhere_gives_what_an_uninterrupted_walk_gives(
            @ForAll @IntRange(max = 60) int steps, @ForAll @IntRange(min = 1, max = 9) int unrollings) {
        var text = text(1500);
        var uninterrupted = new WindowedBatches(4, 9, unrollings);
        uninterrupted.append(text);
        for (int step = 0; step < steps && uninterrupted.hasNext(); step++) {
            uninterrupted.next();
        }

        var resumed = new WindowedBatches(4, 9, unrollings);
        resumed.resume(uninterrupted.position(), uninterrupted.stepsIntoWindow());
        resumed.append(Arrays.copyOfRange(text, (int) uninterrupted.position(), text.length));

        assertThat(resumed.pending()).isEqualTo(uninterrupted.pending());
        assertThat(rest(resumed)).usingRecursiveFieldByFieldElementComparator().isEqualTo(rest(uninterrupted));
        assertThat(resumed.position()).isEqualTo(uninterrupted.position());
    }

    @Example
    void a_step_without_its_window_is_refused() {
        var batches = new WindowedBatches(2, 3, 2);
        batches.append(new byte[6]);

        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("a step needs the whole window of 7 characters, append more text: 6 at hand");
    }

    @Example
    void going_on_is_refused_after_text_and_beyond_a_window() {
        var batches = new WindowedBatches(2, 5, 2);

        assertThatThrownBy(() -> batches.resume(0, 3)).hasMessage("stepsIntoWindow must be from 0 to 2: 3");
        assertThatThrownBy(() -> batches.resume(-1, 0)).hasMessage("position must not be negative: -1");
        batches.append(new byte[1]);
        assertThatThrownBy(() -> batches.resume(0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("resume must come before any text is appended: 1 characters were");
    }

    @Example
    void sizes_that_cannot_be_walked_are_refused() {
        assertThatThrownBy(() -> new WindowedBatches(1, 0, 1)).hasMessage("segmentLength must be at least 1: 0");
        assertThatThrownBy(() -> new WindowedBatches(1 << 20, 1 << 20, 1))
                .hasMessage("batch * segmentLength must be at most 2^30 characters: 1048576 * 1048576");
    }

    private static List<int[][]> rest(WindowedBatches batches) {
        var rest = new ArrayList<int[][]>();
        while (batches.hasNext()) {
            rest.add(batches.next());
        }
        return rest;
    }

    /** Text in which a character tells its place, so far as a byte can. */
    private static byte[] text(int length) {
        var text = new byte[length];
        new Random(length).nextBytes(text);
        return text;
    }
}
