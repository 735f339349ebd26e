package io.inkstream.train.novelty;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How many records come in a day, by their own times: of the last 24 hours, or of what there is of them. What comes late counts as now.
 */
final class DailyRate {

    private static final long HOUR_MS = 3_600_000;
    private static final long MINUTE_MS = 60_000;
    private static final int HOURS = 24;

    private final long[] hours = new long[HOURS];
    private long first = -1;
    private long newest = -1;

    void add(long timestamp) {
        if (first < 0) {
            first = timestamp;
            newest = timestamp;
        }
        long now = Math.max(newest, timestamp);
        // Hours in which nothing came, and those of the day before.
        for (long hour = newest / HOUR_MS + 1; hour <= now / HOUR_MS && hour <= newest / HOUR_MS + HOURS; hour++) {
            hours[(int) (hour % HOURS)] = 0;
        }
        newest = now;
        hours[(int) (now / HOUR_MS % HOURS)]++;
    }

    /** At least one. */
    double perDay() {
        long covered = Math.min(newest - first, (HOURS - 1) * HOUR_MS + newest % HOUR_MS);
        double days = (double) Math.max(MINUTE_MS, covered) / (HOURS * HOUR_MS);
        return Math.max(1, Arrays.stream(hours).sum() / days);
    }

    String saved() {
        return first + " " + newest + " "
                + Arrays.stream(hours).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    static DailyRate restore(String saved) {
        String[] parts = saved.split(" ");
        var rate = new DailyRate();
        rate.first = Long.parseLong(parts[0]);
        rate.newest = Long.parseLong(parts[1]);
        for (int hour = 0; hour < HOURS; hour++) {
            rate.hours[hour] = Long.parseLong(parts[hour + 2]);
        }
        return rate;
    }
}
