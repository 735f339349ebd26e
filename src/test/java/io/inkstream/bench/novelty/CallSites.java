package io.inkstream.bench.novelty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Takes what several processes log apart into several logs, by who logs, and keeps of each line which place in the source wrote it: its kind. */
final class CallSites implements Consumer<SaidLine> {

    private final Map<String, List<String>> prefixes;
    private final int most;
    private final Map<String, List<String>> lines = new LinkedHashMap<>();
    private final Map<String, List<String>> kinds = new LinkedHashMap<>();

    /**
     * @param prefixes of loggers, by the name of the log that they write; what none of them begins is dropped
     * @param most lines that are kept of each
     */
    CallSites(Map<String, List<String>> prefixes, int most) {
        this.prefixes = prefixes;
        this.most = most;
        for (String log : prefixes.keySet()) {
            lines.put(log, new ArrayList<>());
            kinds.put(log, new ArrayList<>());
        }
    }

    @Override
    public synchronized void accept(SaidLine line) {
        prefixes.forEach((log, those) -> {
            boolean isIts = those.stream().anyMatch(line.logger()::startsWith);
            if (isIts && lines.get(log).size() < most) {
                lines.get(log).add(line.text());
                kinds.get(log).add(line.kind());
            }
        });
    }

    synchronized LabelledLog log(String name) {
        return new LabelledLog(name, lines.get(name), kinds.get(name));
    }

    /** Whether all logs have as many lines as are kept. */
    synchronized boolean isFull() {
        return lines.values().stream().allMatch(each -> each.size() == most);
    }

    /** Writes a log as {@code bench novelty --log} reads it. */
    void write(String name, Path file) throws IOException {
        var log = log(name);
        var text = new StringBuilder();
        for (int i = 0; i < log.lines().size(); i++) {
            text.append(log.kinds().get(i))
                    .append('\t')
                    .append(log.lines().get(i))
                    .append('\n');
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
