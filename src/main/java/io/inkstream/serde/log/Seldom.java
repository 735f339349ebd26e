package io.inkstream.serde.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Chooses which of many alike events are said in the log: the first few, then every tenth, hundredth and so on of its order of
 * magnitude, and otherwise one a minute at most. Safe for threads.
 */
public final class Seldom {

    private static final int FIRST = 5;

    private static final long SILENT_NANOS = Duration.ofMinutes(1).toNanos();

    /** Characters of a reason: some have a stranger's names in them. */
    private static final int LONGEST = 1000;

    private final LongSupplier nanoTime;
    private long count;
    private long said;

    /** @param nanoTime a clock in nanoseconds, as {@link System#nanoTime} */
    public Seldom(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts an event.
     *
     * @return its number, counted from 1, if it is to be said; else 0
     */
    public long next() {
        return next(false);
    }

    /** @param always whether it is said in any case */
    public synchronized long next(boolean always) {
        count++;
        long now = nanoTime.getAsLong();
        if (always || count <= FIRST || isRound(count) || now - said >= SILENT_NANOS) {
            said = now;
            return count;
        }
        return 0;
    }

    /** Events so far. */
    public synchronized long count() {
        return count;
    }

    /** Whether those behind this one are mostly not said. */
    public static boolean isLastOfFirst(long number) {
        return number >= FIRST;
    }

    /** A reason as it is said: a stranger's line ends and other controls would look like lines of ours. */
    public static String cut(String message) {
        if (message == null) {
            return null;
        }
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " …";
        return shown.replaceAll("\\p{Cntrl}", "\uFFFD");
    }

    /** A digit and zeros: 10, 20 … 90, 100, 200 and on. */
    private static boolean isRound(long number) {
        long power = 1;
        while (number / power >= 10) {
            power *= 10;
        }
        return power > 1 && number % power == 0;
    }
}
