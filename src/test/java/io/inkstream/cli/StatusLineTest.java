package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatusLineTest {

    private final StringWriter written = new StringWriter();

    /** What a terminal of one screen shows of what was written: lines, of which the last is where the cursor is. */
    private List<String> screen() {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        int column = 0;
        String text = written.toString().replace("\u001b[?7l", "").replace("\u001b[?7h", "");
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\u001b[K", i)) {
                line.setLength(column);
                i += 2;
            } else if (text.charAt(i) == '\r') {
                column = 0;
            } else if (text.charAt(i) == '\n') {
                lines.add(line.toString());
                line.setLength(0);
                column = 0;
            } else {
                line.replace(column, Math.min(line.length(), column + 1), String.valueOf(text.charAt(i)));
                column++;
            }
        }
        lines.add(line.toString());
        return lines;
    }

    @Test
    void what_is_said_scrolls_above_a_line_that_is_drawn_over_and_over() {
        try (var line = StatusLine.drawn(new PrintWriter(written))) {
            line.say("Starting");
            line.show(() -> "step 1,000 of a long way");
            line.show(() -> "step 2");
            line.say("a sample");
            assertThat(screen()).containsExactly("Starting", "a sample", "step 2");
        }
        assertThat(screen()).containsExactly("Starting", "a sample", "");
    }

    @Test
    void it_is_drawn_without_what_a_terminal_would_obey() {
        try (var line = StatusLine.drawn(new PrintWriter(written))) {
            line.show(() -> "a\u001b[2Jb");
        }
        assertThat(written.toString()).doesNotContain("\u001b[2J");
    }

    @Test
    void nobody_who_is_no_terminal_sees_it() {
        try (var line = StatusLine.begin(new PrintWriter(written))) {
            line.show(() -> "step 2");
            line.say("a report");
        }
        assertThat(written.toString()).isEqualTo("a report" + System.lineSeparator());
    }
}
