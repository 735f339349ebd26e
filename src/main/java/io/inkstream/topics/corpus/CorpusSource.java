package io.inkstream.topics.corpus;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A text to learn from: a file of UTF-8 text, which may be compressed ({@code .gz}, {@code .zst}), or a jar of Java sources, which is read as one text in
 * the order of the names.
 */
public final class CorpusSource {

    private static final int BUFFER_BYTES = 1 << 16;

    private CorpusSource() {}

    /**
     * Opens it; what is not UTF-8 makes a read fail with a {@link NotUtf8Exception}.
     *
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static Utf8Reader open(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException("expected a file of text that can be read, found "
                    + (Files.exists(file) ? "something else at " : "nothing at ") + file.toAbsolutePath());
        }
        return new Utf8Reader(
                file.toString(),
                isJar(file)
                        ? new ByteArrayInputStream(sources(file).getBytes(StandardCharsets.UTF_8))
                        : decompressed(file));
    }

    private static InputStream decompressed(Path file) throws IOException {
        var in = Files.newInputStream(file);
        try {
            return isGzip(file)
                    ? new GZIPInputStream(in, BUFFER_BYTES)
                    : isZstandard(file) ? new ZstdInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw new IOException(
                    "expected a compressed file, as its name says, found " + e.getMessage() + " in " + file, e);
        }
    }

    /**
     * The files that a name stands for: itself, or where it is a folder all those in it and below, in the order of their paths, but for hidden ones.
     *
     * @throws IOException if it is a folder without any
     */
    public static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var all = Files.walk(path)) {
            var files = all.filter(file -> Files.isRegularFile(file) && !isHidden(path.relativize(file)))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IOException("expected files of text in the folder " + path + ", found none");
            }
            return files;
        }
    }

    private static boolean isHidden(Path inFolder) {
        for (var name : inFolder) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /** The text of standard input, which is there once. */
    public static Utf8Reader standardInput() {
        return new Utf8Reader("standard input", System.in);
    }

    /** Reads the whole of a file, as {@link #open} does. */
    public static String read(Path file) throws IOException {
        return read(open(file));
    }

    /** Reads the whole of a text and closes it. */
    public static String read(Utf8Reader text) throws IOException {
        var whole = new StringWriter();
        try (text) {
            text.transferTo(whole);
        }
        return whole.toString();
    }

    /** The bytes that reading it takes, or -1 where that is not known before. */
    public static long bytes(Path file) throws IOException {
        return isJar(file) || isGzip(file) || isZstandard(file) ? -1 : Files.size(file);
    }

    private static boolean isGzip(Path file) {
        return file.toString().endsWith(".gz");
    }

    private static boolean isZstandard(Path file) {
        return file.toString().endsWith(".zst");
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }

    private static String sources(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            var text = new StringBuilder();
            var entries = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".java"))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (var entry : entries) {
                try (var in = zip.getInputStream(entry)) {
                    String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    // Every file begins with the same licence; once is enough to learn it.
                    text.append(text.isEmpty() ? source : source.substring(Math.max(0, source.indexOf("package "))));
                }
            }
            return text.toString();
        }
    }
}
