package io.inkstream.runtime;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A text to learn from: a file of UTF-8 text, or a jar of Java sources, which is read as one text in the order of the names. */
public final class CorpusSource {

    private CorpusSource() {}

    /**
     * Opens it; what is not UTF-8 makes a read fail with a {@link MalformedInputException}.
     *
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static Reader open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("corpus must be a readable file: " + file);
        }
        return file.toString().endsWith(".jar")
                ? new StringReader(sources(file))
                : Files.newBufferedReader(file, StandardCharsets.UTF_8);
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
