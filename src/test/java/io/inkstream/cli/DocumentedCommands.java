package io.inkstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The command lines that a page shows as they would be typed: in its blocks of code, at the beginning of a line. */
final class DocumentedCommands {

    private static final String PROGRAM = "bin/inkstream ";
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

    private DocumentedCommands() {}

    /**
     * One of them.
     *
     * @param line as the page has it
     * @param words behind the program's name
     */
    record Documented(String line, List<String> words) {

        String name() {
            return words.get(0);
        }

        @Override
        public String toString() {
            return line;
        }
    }

    static List<Documented> in(Path page) throws IOException {
        var commands = new ArrayList<Documented>();
        boolean isCode = false;
        String before = "";
        for (String written : Files.readAllLines(page)) {
            if (written.startsWith("```")) {
                isCode = !isCode;
                continue;
            }
            String line = before + written;
            before = line.endsWith("\\") ? line.substring(0, line.length() - 1) : "";
            if (isCode
                    && before.isEmpty()
                    && line.strip().matches("(\\$ |cat .*\\| |for .*; do )?" + PROGRAM + "[a-z].*")) {
                commands.add(new Documented(line.strip(), words(line)));
            }
        }
        return commands;
    }

    /** The words of a shell's line behind the program's name, up to what is the shell's own. */
    private static List<String> words(String line) {
        String arguments = line.substring(line.indexOf(PROGRAM) + PROGRAM.length())
                .replaceFirst("\\s+(#|>|\\|).*", "")
                .replaceFirst(";.*", "");
        return WORD.matcher(arguments)
                .results()
                .map(word -> word.group().replaceAll("['\"]", ""))
                .toList();
    }
}
