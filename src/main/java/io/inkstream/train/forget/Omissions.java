package io.inkstream.train.forget;

import io.inkstream.schema.Forgotten;
import io.inkstream.train.verify.Verification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that a model is to be, or is, without. */
public final class Omissions {

    /** Of a model that nothing was taken from. */
    public static final Omissions NONE = new Omissions(List.of());

    private final List<Omission> all;
    /** The end of each stretch of records, by its first; stretches that touch or overlap are one. */
    private final NavigableMap<Long, Long> stretches = new TreeMap<>();

    public Omissions(Collection<Omission> all) {
        this.all = List.copyOf(all);
        var ranges = new ArrayList<Omission.Range>();
        this.all.forEach(omission -> ranges.addAll(omission.records()));
        ranges.forEach(range -> add(range.from(), range.to()));
    }

    /** Those that a manifest lists. */
    public static Omissions of(List<Forgotten> forgotten) {
        return new Omissions(forgotten.stream()
                .map(each -> new Omission(
                        each.getRequest(),
                        each.getRecords().stream()
                                .map(range -> new Omission.Range(range.getFrom(), range.getTo()))
                                .toList(),
                        -1,
                        true,
                        0,
                        each.getReplacedStep()))
                .toList());
    }

    private void add(long from, long to) {
        var before = stretches.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        for (var next = stretches.ceilingEntry(from);
                next != null && next.getKey() <= to;
                next = stretches.ceilingEntry(from)) {
            to = Math.max(to, next.getValue());
            stretches.remove(next.getKey());
        }
        stretches.put(from, to);
    }

    /** Whether the record at this offset of {@code corpus-ordered} is left out. */
    public boolean contains(long offset) {
        var stretch = stretches.floorEntry(offset);
        return stretch != null && offset < stretch.getValue();
    }

    /** The same text without what is left out. */
    public Iterator<Verification.Text> leaveOut(Iterator<Verification.Text> text) {
        return Stream.generate(() -> text)
                .takeWhile(Iterator::hasNext)
                .map(Iterator::next)
                .filter(record -> !contains(record.offset()))
                .iterator();
    }

    /** Those that the model is without. */
    public Omissions done() {
        return new Omissions(all.stream().filter(Omission::done).toList());
    }

    /** Those that it is still to lose. */
    public List<Omission> pending() {
        return all.stream().filter(omission -> !omission.done()).toList();
    }

    /** The first record of all that are pending, as an offset. */
    OptionalLong firstPending() {
        return pending().stream().mapToLong(Omission::first).min();
    }

    /** Ranges of all requests together. */
    public int ranges() {
        return all.stream().mapToInt(omission -> omission.records().size()).sum();
    }

    /** The last step whose scores and alerts may be of a model that another took the place of; 0: there is none. */
    public long lastReplacedStep() {
        return all.stream().mapToLong(Omission::replaced).max().orElse(0);
    }

    /** The step up to which no checkpoint is to be withdrawn. */
    public long keptUpTo() {
        return pending().stream().mapToLong(Omission::keep).max().orElse(-1);
    }

    public boolean knows(String request) {
        return all.stream().anyMatch(omission -> omission.request().equals(request));
    }

    /** Those that the model is without, as a manifest lists them. */
    public List<Forgotten> forgotten() {
        return all.stream().filter(Omission::done).map(Omission::forgotten).toList();
    }
}
