package io.inkstream.cli.corpus;

import io.inkstream.cli.service.Running;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.client.CorpusSender;
import io.inkstream.topics.corpus.CheckedText;
import io.inkstream.topics.corpus.CorpusSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * Sends files one behind the other, each of them read through before anything is sent. However it ends, it says how much of which file
 * is acknowledged and how to go on.
 */
final class CorpusTransfer {

    /** How long what is on its way is waited for when the process is told to end. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);

    private final List<Source> sources = new ArrayList<>();
    private final long from;
    private final PrintWriter err;
    private final Pace pace;
    private final boolean lines;
    private volatile CorpusSender sender;
    private volatile boolean interrupted;
    private volatile boolean done;

    /** A file, or standard input, of which nothing is known before. */
    private static final class Source {

        private final String name;
        private final CheckedText checked;
        /** Bytes that were given to the sender before it; negative until it is begun. */
        private volatile long begin = -1;

        Source(String name, CheckedText checked) {
            this.name = name;
            this.checked = checked;
        }

        boolean isStandardInput() {
            return checked == null;
        }

        /** The name as a shell takes it. */
        String word() {
            return name.matches("[\\w./-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
        }
    }

    /**
     * Reads the files through.
     *
     * @param names of files and folders; {@code -} is standard input
     * @param from the byte of the first that it is sent from
     * @param lines whether each line is a record
     * @param err where warnings go
     * @throws IOException if one cannot be read or is not UTF-8, or the first has no character that begins at {@code from}
     */
    CorpusTransfer(List<String> names, long from, Pace pace, boolean lines, PrintWriter err) throws IOException {
        this.from = from;
        this.pace = pace;
        this.lines = lines;
        this.err = err;
        for (String name : names) {
            for (String file : files(name)) {
                sources.add(new Source(file, file.equals("-") ? null : check(file, sources.isEmpty() ? from : 0)));
            }
        }
    }

    private static List<String> files(String name) throws IOException {
        return name.equals("-")
                ? List.of(name)
                : CorpusSource.files(Path.of(name)).stream().map(Path::toString).toList();
    }

    private CheckedText check(String name, long begin) throws IOException {
        try (var text = CorpusSource.open(Path.of(name));
                var progress = Progress.of("check " + name, CorpusSource.bytes(Path.of(name)), "B")) {
            var checked = CheckedText.of(text, begin, progress::stepBy);
            if (checked.nuls() > 0) {
                warn("%s looks binary: %,d of its %,d bytes are NUL, of which a text has none; it is sent unchanged"
                        .formatted(name, checked.nuls(), checked.bytes()));
            }
            return checked;
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; nothing was sent", e);
        }
    }

    /** The characters of the first file before the place that it is sent from, as far as that is known. */
    long charactersBefore() {
        return sources.get(0).isStandardInput() ? 0 : sources.get(0).checked.charactersBefore();
    }

    /**
     * Sends them and waits until all is acknowledged.
     *
     * @return whether every file was sent as it was found
     * @throws IOException with how much is acknowledged and how to go on
     */
    boolean send(CorpusSender to) throws IOException {
        sender = to;
        Running.atShutdown(this::interrupt);
        boolean whole = true;
        try {
            long sent = 0;
            for (var source : sources) {
                source.begin = sent;
                long bytes = send(source, source == sources.get(0) ? from : 0);
                whole &= isWhole(source, bytes);
                sent += bytes - (source == sources.get(0) ? from : 0);
            }
            sender.flush();
            done = true;
        } catch (IOException | KafkaException | IllegalStateException e) {
            if (interrupted) {
                return false; // said by the one who interrupts
            }
            done = true;
            sender.close(LAST_WAIT);
            throw new IOException(e.getMessage() + "; " + progress(), e);
        }
        return whole;
    }

    /** Returns the bytes that were read, with those before the place that it is sent from. */
    private long send(Source source, long begin) throws IOException {
        long size = source.isStandardInput() ? -1 : source.checked.characters();
        try (var text = source.isStandardInput()
                        ? CorpusSource.standardInput()
                        : CorpusSource.open(Path.of(source.name));
                var progress = Progress.of(source.name, size, " characters")) {
            CheckedText.skip(text, begin);
            LongConsumer sent = characters -> {
                progress.stepBy(characters);
                pace.spend(characters);
            };
            if (lines) {
                sender.sendLines(text, sent);
            } else {
                sender.send(text, sent);
            }
            return text.offset();
        }
    }

    private boolean isWhole(Source source, long bytes) {
        if (source.isStandardInput() || bytes >= source.checked.bytes()) {
            return true;
        }
        warn("%s was truncated while it was sent: it had %d bytes, of which %d were there to send"
                .formatted(source.name, source.checked.bytes(), bytes));
        return false;
    }

    /** What is done on an interrupt or a termination signal. */
    private void interrupt() {
        if (!done) {
            interrupted = true;
            sender.close(LAST_WAIT);
            err.println("inkstream: stopped: " + progress());
            err.flush();
        }
    }

    /** How much of which file is acknowledged, and how to go on. */
    private String progress() {
        long acknowledged = sender.acknowledgedBytes();
        int current = 0;
        for (int i = 1; i < sources.size(); i++) {
            if (sources.get(i).begin >= 0 && sources.get(i).begin <= acknowledged) {
                current = i;
            }
        }
        var source = sources.get(current);
        long bytes = acknowledged - source.begin + (current == 0 ? from : 0);
        var rest = sources.subList(current, sources.size()).stream()
                .map(Source::word)
                .toList();
        return "the first %d bytes of %s are acknowledged; continue with: corpus send --from %d %s (and the other options as before)"
                .formatted(
                        bytes,
                        source.isStandardInput() ? "standard input" : source.name,
                        bytes,
                        String.join(" ", rest));
    }

    private void warn(String what) {
        err.println("inkstream: warning: " + what);
        err.flush();
    }
}
