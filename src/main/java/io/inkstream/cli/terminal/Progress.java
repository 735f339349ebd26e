package io.inkstream.cli.terminal;

import io.inkstream.bench.Onlooker;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error where a person watches it: silent without a terminal. */
public final class Progress implements AutoCloseable {

    /** Set for a process whose standard error is that of one a person watches, and nothing else. */
    private static final String WATCHED = "inkstream.watched";

    private static final String ERASE_LINE = "\r\u001b[K";

    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * @param task what is being done
     * @param size how much there is, or -1 where nobody knows
     * @param unit what it is counted in
     */
    public static Progress of(String task, long size, String unit) {
        return isWatched() ? drawn(task, size, unit, new ConsoleProgressBarConsumer(System.err)) : new Progress(null);
    }

    /** The same for whoever is there. */
    static Progress drawn(String task, long size, String unit, ProgressBarConsumer screen) {
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(size)
                .setUnit(unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(screen)
                .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .build());
    }

    private static boolean isWatched() {
        return System.console() != null || Boolean.getBoolean(WATCHED);
    }

    /** The option of a JVM to which this one leaves its standard error, so that it shows progress if this one would. */
    public static String handedOn() {
        return "-D" + WATCHED + "=" + isWatched();
    }

    /** Shows what a benchmark says of itself: its news are lines above the bar. */
    public Onlooker onlooker(PrintWriter err) {
        return new Onlooker() {
            @Override
            public void hear(String news) {
                err.println(bar == null ? news : ERASE_LINE + news);
                err.flush();
            }

            @Override
            public void expect(long amount) {
                if (bar != null) {
                    bar.maxHint(amount);
                }
            }

            @Override
            public void advance(long amount) {
                stepBy(amount);
            }
        };
    }

    public void stepBy(long amount) {
        if (bar != null) {
            bar.stepBy(amount);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
