package io.inkstream.topics.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class Utf8ReaderTest {

    @Property(tries = 300, seed = "19")
    void all_that_stands_before_a_fault_is_read_and_the_fault_has_its_place(
            @ForAll("bytes") byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int characters) throws IOException {
        // The JDK's decoder on the whole is the independent one.
        var input = ByteBuffer.wrap(bytes);
        var expected = CharBuffer.allocate(bytes.length + 1);
        var result = StandardCharsets.UTF_8.newDecoder().decode(input, expected, true);
        int valid = input.position();
        long line = 1
                + new String(bytes, 0, valid, StandardCharsets.ISO_8859_1)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();

        var text = new StringBuilder();
        var reader = new Utf8Reader("a.txt", trickling(bytes));
        String fault = null;
        try {
            var buffer = new char[characters];
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                text.append(buffer, 0, read);
            }
        } catch (NotUtf8Exception e) {
            fault = e.getMessage();
        }

        assertThat(text.toString()).isEqualTo(expected.flip().toString());
        assertThat(reader.offset()).isEqualTo(valid);
        if (result.isError()) {
            assertThat(fault)
                    .contains("a.txt", "0x%02X at offset %d (line %d,".formatted(bytes[valid] & 0xFF, valid, line));
        } else {
            assertThat(fault).isNull();
        }
    }

    @Property(tries = 200, seed = "19")
    void a_text_goes_on_from_any_byte_where_a_character_begins(
            @ForAll("texts") String text, @ForAll @IntRange(max = 40) int from) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var reader = new Utf8Reader("a.txt", trickling(bytes));
        boolean begins = from == bytes.length || from < bytes.length && (bytes[from] & 0xC0) != 0x80;

        if (begins) {
            long characters = CheckedText.skip(reader, from);
            assertThat(CorpusSource.read(reader)).isEqualTo(text.substring((int) characters));
            assertThat(text.substring(0, (int) characters).getBytes(StandardCharsets.UTF_8))
                    .hasSize(from);
        } else {
            assertThatThrownBy(() -> CheckedText.skip(reader, from))
                    .hasMessageStartingWith("--from " + from + ": expected");
        }
    }

    @Test
    void what_no_text_has_is_counted() throws IOException {
        var text = new Utf8Reader("a.txt", new ByteArrayInputStream("ab\0é\0".getBytes(StandardCharsets.UTF_8)));

        assertThat(CheckedText.of(text, 1, read -> {})).isEqualTo(new CheckedText(6, 1, 4, 2));
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        var fault = Arbitraries.of(
                new byte[] {(byte) 0xE9}, new byte[] {(byte) 0xF0, (byte) 0x9F}, new byte[] {(byte) 0x80}, new byte[0]);
        return texts().flatMap(before -> fault.flatMap(bad -> texts().map(after -> join(before, bad, after))));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "\n", "é", "€", "😀", "\0")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    private static byte[] join(String before, byte[] bad, String after) {
        var first = before.getBytes(StandardCharsets.UTF_8);
        var last = after.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(first.length + bad.length + last.length)
                .put(first)
                .put(bad)
                .put(last)
                .array();
    }

    /** Gives a byte at a time, as a slow pipe does. */
    private static InputStream trickling(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };
    }
}
