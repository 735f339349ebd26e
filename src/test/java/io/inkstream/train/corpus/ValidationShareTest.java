package io.inkstream.train.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class ValidationShareTest {

    private static final ValidationShare HALF = new ValidationShare(0.5);

    @Example
    void of_many_records_the_share_is_held_out_whether_short_or_long() {
        var share = new ValidationShare(0.005);
        long ofShort = IntStream.range(0, 100_000)
                .filter(offset -> share.holdsOut(offset % 7, offset, "a line"))
                .count();
        long ofLong = IntStream.range(0, 20_000)
                .filter(number -> share.holdsOut(0, 0, "%0500d".formatted(number)))
                .count();

        // 5 standard deviations: sqrt(n p (1 - p)) is 22 and 10.
        assertThat(ofShort).isBetween(390L, 610L);
        assertThat(ofLong).isBetween(50L, 150L);
    }

    @Property(tries = 100)
    void a_long_text_is_held_out_wherever_it_stands_or_nowhere(
            @ForAll int number, @ForAll @IntRange(min = 0) int place) {
        String text = "%0500d".formatted(number & 0xFFFF);
        assertThat(HALF.holdsOut(place % 3, place, text)).isEqualTo(HALF.holdsOut(0, 0, text));
    }

    @Example
    void a_line_that_comes_again_and_again_is_learned_from_other_places() {
        String line = "x".repeat(ValidationShare.LONG - 1);
        assertThat(IntStream.range(0, 100).filter(offset -> HALF.holdsOut(0, offset, line)))
                .hasSizeBetween(20, 80);
    }

    @Example
    void nothing_is_held_out_where_the_share_is_0() {
        assertThat(IntStream.range(0, 1000).filter(offset -> ValidationShare.NONE.holdsOut(0, offset, "a")))
                .isEmpty();
    }
}
