package io.inkstream.bench.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class KnownTextTest {

    private static final String TEXT = "the quick brown fox jumps over the lazy dog and the vixen sleeps in its den";

    private final KnownText known = new KnownText(TEXT);

    @Test
    void words_are_known_but_for_those_that_may_be_cut() {
        assertThat(known.knownWords("zzz the dog, unknown fox zzz")).isCloseTo(0.75, within(1e-9));
        assertThat(known.knownWords("zzz zzz")).isEqualTo(1);
    }

    @Test
    void what_is_copied_are_stretches_of_32_and_more() {
        String copied = TEXT.substring(5, 45);

        assertThat(known.copied("0123456789" + copied + "0123456789")).isCloseTo(40 / 60.0, within(1e-9));
        assertThat(known.copied(TEXT.substring(5, 36))).isZero();
        assertThat(known.copied("")).isZero();
    }

    @Test
    void the_longest_stretch_is_found_wherever_it_is() {
        assertThat(known.longestCopied("xx the quick browx fox jumps over the xx"))
                .isEqualTo(" fox jumps over the ".length());
        assertThat(known.longestCopied("§§")).isZero();
    }

    @Test
    void a_text_that_is_known_costs_less_and_is_not_learned() {
        double foreign = known.bits("zyx wvu tsr qpo nml kji hgf edc");

        assertThat(known.bits("the lazy fox jumps over the den")).isLessThan(foreign / 2);
        assertThat(known.bits("zyx wvu tsr qpo nml kji hgf edc")).isEqualTo(foreign);
    }
}
