package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A figure that stands in the README and on the page with its table is one figure. */
final class ReadmeTest {

    private static final Pattern BITS = Pattern.compile("\\d\\.\\d{3}");
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d,.]*\\d|\\d");

    @Test
    void the_costs_of_one_pass_are_those_of_the_table_on_the_page_about_learning() throws IOException {
        var shown = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| bits per character, one pass"))
                .toList();
        assertThat(shown).hasSize(1);
        var figures = figures(shown);
        assertThat(figures).hasSizeGreaterThan(4);

        // The table's last column is the text that the README names.
        var table = Files.readAllLines(Path.of("docs/learning.md")).stream()
                .dropWhile(line -> !line.startsWith("| bits per character, one pass"))
                .takeWhile(line -> line.startsWith("|"))
                .map(row -> row.replaceFirst(".*\\|(.*)\\|$", "$1"))
                .toList();
        assertThat(figures(table)).containsAll(figures);
    }

    @Test
    void the_speeds_are_those_of_the_first_table_on_the_page_about_performance() throws IOException {
        var shown = numbers(table("README.md", "| default profile"));
        assertThat(shown).hasSizeGreaterThan(4);
        assertThat(numbers(table("docs/performance.md", "| | | command |"))).containsAll(shown);
    }

    /** The rows of the first table that begins so. */
    private static List<String> table(String page, String head) throws IOException {
        return Files.readAllLines(Path.of(page)).stream()
                .dropWhile(line -> !line.startsWith(head))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static Set<String> numbers(List<String> lines) {
        return lines.stream()
                .flatMap(line -> NUMBER.matcher(line).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static Set<String> figures(List<String> lines) {
        return lines.stream()
                .flatMap(line -> BITS.matcher(line).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
