package io.inkstream.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;

final class VocabularyTest {

    private final Vocabulary text8 = Vocabulary.named("text8");
    private final Vocabulary bytes = Vocabulary.named("bytes");

    @Example
    void text8_counts_each_code_point_it_does_not_have_once_and_reads_it_as_a_space() {
        var encoded = text8.encode("az Z\n\u00e9\uD83D\uDE00z");

        assertThat(encoded.ids()).containsExactly(1, 26, 0, 0, 0, 0, 0, 26);
        assertThat(encoded.unexpected()).isEqualTo(4);
    }

    @Property
    void text8_gives_back_its_own_alphabet_exactly(@ForAll @CharRange(from = 'a', to = 'z') String letters) {
        String text = " " + letters + " ";

        var encoded = text8.encode(text);

        assertThat(text8.decode(encoded.ids())).isEqualTo(text);
        assertThat(encoded.unexpected()).isZero();
    }

    @Property
    void bytes_give_back_any_text_without_lone_surrogates(@ForAll("wellFormed") String text) {
        var encoded = bytes.encode(text);

        assertThat(bytes.decode(encoded.ids())).isEqualTo(text);
        assertThat(encoded.unexpected()).isZero();
    }

    @Provide
    Arbitrary<String> wellFormed() {
        return Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .list()
                .ofMaxSize(40)
                .map(list -> list.stream().map(Character::toString).reduce("", String::concat));
    }

    @Example
    void bytes_decode_malformed_ids_with_the_replacement_character_and_encode_a_lone_surrogate_as_a_question_mark() {
        assertThat(bytes.decode(new byte[] {'a', (byte) 0xE2, 'b'})).isEqualTo("a\uFFFDb");
        assertThat(bytes.encode("a\uD800b").ids()).containsExactly('a', '?', 'b');
    }

    @Property(tries = 20_000)
    void the_continuation_of_bytes_agrees_with_the_strict_decoder_of_the_jdk(@ForAll("almostUtf8") byte[] candidate) {
        assertThat(accepts(candidate)).isEqualTo(strictlyDecodes(candidate));
    }

    /** Random bytes are almost never well-formed beyond ASCII; these come from the edges of the table in RFC 3629. */
    @Provide
    Arbitrary<byte[]> almostUtf8() {
        return Arbitraries.of(
                        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
                        0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF)
                .map(Integer::byteValue)
                .array(byte[].class)
                .ofMaxSize(5);
    }

    @Example
    void the_continuation_of_bytes_agrees_with_the_strict_decoder_on_all_of_three_bytes() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third : new int[] {0, 0x7F, 0x80, 0xBF, 0xC0}) {
                    var candidate = new byte[] {(byte) first, (byte) second, (byte) third};
                    if (accepts(candidate) != strictlyDecodes(candidate)) {
                        throw new AssertionError("%02X %02X %02X".formatted(first, second, third));
                    }
                }
            }
        }
    }

    @Property
    void a_continuation_counts_code_points_and_knows_its_boundaries(@ForAll("wellFormed") String text) {
        var continuation = bytes.continuation();
        for (int i = 0; i < text.length(); ) {
            int next = text.codePointAt(i);
            i += Character.charCount(next);
            assertThat(continuation.atBoundary()).isTrue();
            for (byte id : Character.toString(next).getBytes(StandardCharsets.UTF_8)) {
                continuation.accept(Byte.toUnsignedInt(id));
            }
        }
        assertThat(continuation.atBoundary()).isTrue();
        assertThat(continuation.characters()).isEqualTo(text.codePointCount(0, text.length()));
    }

    @Example
    void a_continuation_refuses_what_it_does_not_allow_and_stays_where_it_was() {
        var continuation = bytes.continuation();
        continuation.accept(0xE0);

        assertThatThrownBy(() -> continuation.accept(0x9F))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("byte must continue well-formed UTF-8: 0x9F with 2 bytes of a character missing");
        assertThat(continuation.allows(0xA0)).isTrue();
        assertThat(continuation.atBoundary()).isFalse();
        assertThat(text8.continuation().allows(27)).isFalse();
        assertThatThrownBy(() -> text8.continuation().accept(27)).hasMessage("text8 ids must be below 27: 27");
    }

    @Example
    void a_first_character_is_any_id_of_text8_and_any_ascii_letter_of_bytes() {
        var random = new SplittableRandom(1);
        assertThat(IntStream.range(0, 2000)
                        .map(i -> text8.firstCharacter(random))
                        .distinct()
                        .sorted())
                .containsExactlyElementsOf(IntStream.range(0, 27).boxed().toList());
        assertThat(IntStream.range(0, 4000)
                        .map(i -> bytes.firstCharacter(random))
                        .distinct()
                        .sorted())
                .containsExactlyElementsOf(
                        IntStream.concat(IntStream.rangeClosed('A', 'Z'), IntStream.rangeClosed('a', 'z'))
                                .boxed()
                                .toList());
    }

    @Example
    void an_unknown_vocabulary_is_refused_by_name() {
        assertThatThrownBy(() -> Vocabulary.named("xyz"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary must be text8 or bytes: xyz");
    }

    private boolean accepts(byte[] candidate) {
        var continuation = bytes.continuation();
        for (byte id : candidate) {
            if (!continuation.allows(Byte.toUnsignedInt(id))) {
                return false;
            }
            continuation.accept(Byte.toUnsignedInt(id));
        }
        return continuation.atBoundary();
    }

    private static boolean strictlyDecodes(byte[] candidate) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(candidate));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
