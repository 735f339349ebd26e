package io.inkstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Relative links of the pages lead to files that exist, and to headings that the linked page has. */
final class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    @ParameterizedTest
    @MethodSource("pages")
    void every_relative_link_leads_somewhere(Path page) throws IOException {
        var broken = new ArrayList<String>();
        for (String link : links(page)) {
            String[] parts = link.split("#", 2);
            var file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            if (!Files.exists(file)) {
                broken.add(link + ": there is no " + file);
            } else if (parts.length > 1 && !anchors(file).contains(parts[1])) {
                broken.add(link + ": " + file + " has no such heading, only " + anchors(file));
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void the_pages_have_links_and_anchors() throws IOException {
        assertThat(links(Path.of("README.md"))).contains("docs/design.md", "LICENSE");
        assertThat(anchors(Path.of("docs/operations.md"))).contains("when-the-registry-loses-its-schemas");
    }

    private static List<Path> pages() throws IOException {
        try (var top = Files.list(Path.of(""));
                var docs = Files.list(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> links(Path page) throws IOException {
        return text(page)
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .toList();
    }

    /** The names that GitHub makes of a page's headings; of headings with one name, the second gets -1. */
    private static List<String> anchors(Path page) throws IOException {
        Map<String, Integer> times = new HashMap<>();
        return text(page)
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .replaceAll("\\]\\([^)]*\\)", "]")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .map(name -> times.merge(name, 1, Integer::sum) == 1 ? name : name + "-" + (times.get(name) - 1))
                .toList();
    }

    /** The lines outside blocks of code. */
    private static Stream<String> text(Path page) throws IOException {
        var lines = new ArrayList<String>();
        boolean code = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code) {
                lines.add(line);
            }
        }
        return lines.stream();
    }
}
