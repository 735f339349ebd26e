package io.inkstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What the registry's process prints: its port is read from it, and the reason why it ended. */
final class RegistryLog {

    private static final int LAST_LINES = 15;
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)\\b");
    private static final Pattern PORT_TAKEN = Pattern.compile("Port \\d+ seems to be in use|Address already in use");

    private final Path file;

    private RegistryLog(Path file) {
        this.file = file;
    }

    /** A new log in the directory; the one before is kept beside it. */
    static RegistryLog in(Path directory) throws IOException {
        var file = directory.resolve("registry.log");
        if (Files.exists(file)) {
            Files.move(file, directory.resolve("registry.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return new RegistryLog(file);
    }

    Path file() {
        return file;
    }

    /** The port that is listened on, once it is. */
    OptionalInt port() {
        for (var line : lines()) {
            var listening = LISTENING.matcher(line);
            if (listening.find()) {
                return OptionalInt.of(Integer.parseInt(listening.group(1)));
            }
        }
        return OptionalInt.empty();
    }

    boolean saysPortTaken() {
        return lines().stream().anyMatch(line -> PORT_TAKEN.matcher(line).find());
    }

    /** The last lines and where the others are, for a message. */
    String end() {
        var lines = lines();
        var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return "the last lines of " + file + ":\n  " + String.join("\n  ", last);
    }

    private List<String> lines() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
