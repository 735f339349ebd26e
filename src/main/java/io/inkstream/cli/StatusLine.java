package io.inkstream.cli;

import io.inkstream.cli.terminal.ReportText;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The last line of a terminal, which says what is going on and is drawn again twice a second. What else is printed, to standard error too, scrolls
 * above it. Without a terminal there is none. Safe for threads.
 */
final class StatusLine implements AutoCloseable {

    private static final String ERASE_LINE = "\r\u001b[K";
    /** A terminal that does not wrap cuts what is too long for it. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";
    private static final long EVERY_MILLIS = 500;

    private final PrintWriter out;
    private final boolean drawn;
    private final PrintStream stderr = System.err;
    private final ScheduledExecutorService clock;
    private volatile Supplier<String> text = () -> "";

    private StatusLine(PrintWriter out, boolean drawn) {
        this.out = out;
        this.drawn = drawn;
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "status-line");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins one where a person watches. */
    static StatusLine begin(PrintWriter out) {
        boolean watched = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        var line = new StatusLine(out, watched);
        if (watched) {
            System.setErr(new PrintStream(new Above(line.stderr), true, Charset.defaultCharset()));
            line.clock.scheduleWithFixedDelay(line::draw, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return line;
    }

    /** The same for whoever is there, drawn when it is told to be. */
    static StatusLine drawn(PrintWriter out) {
        return new StatusLine(out, true);
    }

    /** Whether anybody sees it. */
    boolean isDrawn() {
        return drawn;
    }

    /** From now on it says this. */
    void show(Supplier<String> text) {
        this.text = text;
        draw();
    }

    synchronized void draw() {
        if (drawn) {
            // The cursor is left at the beginning, where what comes next is printed over it.
            out.print(ERASE_LINE + NO_WRAP + ReportText.printable(text.get()) + WRAP + "\r");
            out.flush();
        }
    }

    /** Prints a line that stays. */
    synchronized void say(String line) {
        out.println((drawn ? ERASE_LINE : "") + line);
        out.flush();
        draw();
    }

    /** Takes it away. */
    @Override
    public synchronized void close() {
        clock.shutdownNow();
        text = () -> "";
        draw();
        System.setErr(stderr);
    }

    /** What is printed where the line stands takes its place. */
    private static final class Above extends FilterOutputStream {

        private static final byte[] ERASE = ERASE_LINE.getBytes(StandardCharsets.US_ASCII);

        Above(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(ERASE);
            out.write(bytes, from, length);
        }
    }
}
