package io.inkstream.topics.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CorpusSourceTest {

    private static final String TEXT = "Once upon a time.\nÉté\n";

    @TempDir
    private Path folder;

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void compressed_text_is_read_as_what_it_was() throws IOException {
        var gz = Files.write(folder.resolve("a.txt.gz"), gzip(TEXT));
        assertThat(CorpusSource.read(gz)).isEqualTo(TEXT);
        assertThat(CorpusSource.bytes(gz)).isEqualTo(-1);

        // RFC 8878: magic, descriptor without checksum (single segment, content size in one byte), 6 bytes, a last raw
        // block of 6.
        byte[] frame = HexFormat.of().parseHex("28b52ffd" + "20" + "06" + "310000" + "68656c6c6f0a");
        assertThat(CorpusSource.read(Files.write(folder.resolve("a.zst"), frame)))
                .isEqualTo("hello\n");
    }

    @Test
    void what_is_not_compressed_as_its_name_says_is_an_error_that_names_the_file() throws IOException {
        var file = Files.writeString(folder.resolve("a.gz"), TEXT);
        assertThatThrownBy(() -> CorpusSource.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected a compressed file")
                .hasMessageContaining(file.toString());
    }

    @Test
    void in_a_compressed_file_too_what_is_no_utf_8_is_said_with_its_place() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(new byte[] {'a', '\n', 'b', (byte) 0xE9, 'c'});
        }
        var file = Files.write(folder.resolve("latin.gz"), bytes.toByteArray());
        assertThatThrownBy(() -> CorpusSource.read(file))
                .isInstanceOf(NotUtf8Exception.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("0xE9 at offset 3 (line 2, after 1 bytes of it)");
    }

    @Test
    void a_folder_stands_for_its_files_in_the_order_of_their_paths_but_for_hidden_ones() throws IOException {
        Files.createDirectories(folder.resolve("b/.git"));
        for (String name : new String[] {"c.txt", "b/2.txt", "b/1.txt", "a.txt", ".hidden", "b/.git/config"}) {
            Files.writeString(folder.resolve(name), name);
        }
        assertThat(CorpusSource.files(folder).stream()
                        .map(file -> folder.relativize(file).toString()))
                .containsExactly("a.txt", "b/1.txt", "b/2.txt", "c.txt");
        assertThat(CorpusSource.files(folder.resolve("a.txt"))).containsExactly(folder.resolve("a.txt"));
        var empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> CorpusSource.files(empty))
                .hasMessageContaining("expected files of text in the folder " + empty);
    }
}
