package io.inkstream.bench.adaptation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text divided into what a model learns and what sessions read.
 *
 * @param learned its beginning
 * @param sessions of the rest, in the order in which they begin, each with its prompts
 */
public record SessionTexts(String learned, Map<String, List<String>> sessions) {

    private static final String BLANK_LINE = "\n\n";

    /** Characters of a block's beginning that name it. */
    private static final int NAME_MAX = 30;

    /** What makes a session, in blocks that blank lines divide. */
    public enum By {
        /** A block whose first line is a name with a colon is a prompt of the session of that name, without that line. Other blocks are left out. */
        SPEAKERS,
        /** Each block, with a prompt for each line. */
        BLOCKS
    }

    /**
     * Divides a text.
     *
     * @param characters that are learned at least (UTF-16 units): up to the first blank line behind them
     * @throws IllegalArgumentException if nothing is left for sessions, or nothing to learn
     */
    public static SessionTexts of(String text, int characters, By by) {
        int end = text.indexOf(BLANK_LINE, characters);
        var sessions = end < 0 ? Map.<String, List<String>>of() : sessions(text.substring(end), by);
        if (characters < 1 || sessions.isEmpty()) {
            throw new IllegalArgumentException("the characters to learn must be at least 1, and leave "
                    + (by == By.SPEAKERS ? "blocks that begin with a name and a colon" : "blocks")
                    + " behind a blank line: " + characters + " of " + text.length());
        }
        return new SessionTexts(text.substring(0, end + BLANK_LINE.length()), sessions);
    }

    private static Map<String, List<String>> sessions(String text, By by) {
        var sessions = new LinkedHashMap<String, List<String>>();
        for (String block : text.split("\n{2,}")) {
            int line = block.indexOf('\n');
            if (line < 1) {
                continue;
            }
            if (by == By.BLOCKS) {
                String name = block.substring(
                        0, block.offsetByCodePoints(0, Math.min(NAME_MAX, block.codePointCount(0, line))));
                sessions.computeIfAbsent(name, begun -> new ArrayList<>()).addAll(lines(block));
            } else if (block.charAt(line - 1) == ':') {
                sessions.computeIfAbsent(block.substring(0, line - 1), begun -> new ArrayList<>())
                        .add(block.substring(line + 1) + "\n");
            }
        }
        return sessions;
    }

    private static List<String> lines(String block) {
        return block.lines().map(line -> line + "\n").toList();
    }
}
