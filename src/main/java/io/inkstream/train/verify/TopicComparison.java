package io.inkstream.train.verify;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/**
 * Compares what a replay would publish on a topic with what is there, the records of a step at a time, so that it never holds more than these. For scores and
 * alerts, which both say of which record of which step they are.
 */
public final class TopicComparison {

    /** Differences that are told one by one. */
    private static final int TOLD_MAX = 20;

    private final String topic;
    private final Iterator<? extends SpecificRecord> published;
    private final boolean shortened;
    private SpecificRecord next;
    private boolean begun;
    private long equal;
    private long expired;
    private long differing;
    private final List<String> differences = new ArrayList<>();

    /**
     * @param topic its name
     * @param published what the topic has of the model and of the steps that are learned again, in its order
     * @param shortened whether retention has taken records from the topic's beginning: those that are missing before the first that is there are not
     *     looked for
     */
    public TopicComparison(String topic, Iterator<? extends SpecificRecord> published, boolean shortened) {
        this.topic = topic;
        this.published = published;
        this.shortened = shortened;
        advance();
    }

    /**
     * How a comparison ended.
     *
     * @param equal records that are there as the text gives them, to the bit
     * @param expired those of the beginning that the topic does not hold any more
     * @param differing those that are other, missing, or there and not given by the text
     * @param differences the first of these, for people
     */
    public record Result(String topic, long equal, long expired, long differing, List<String> differences) {}

    private void advance() {
        next = published.hasNext() ? published.next() : null;
    }

    /** Takes all that the text gives with a step, in order; steps must ascend. */
    void compare(long step, List<SpecificRecord> given) {
        var there = upTo(step);
        int from = begun || !shortened ? 0 : beforeFirst(there, given);
        expired += from;
        begun |= !there.isEmpty();
        var left = new LinkedHashMap<String, SpecificRecord>();
        for (var record : there) {
            if (left.putIfAbsent(key(record), record) != null) {
                differs(record, "is there twice");
            }
        }
        for (var record : given.subList(from, given.size())) {
            var found = left.remove(key(record));
            if (found == null) {
                differs(record, "is missing");
            } else {
                compare(found, record);
            }
        }
        left.values().forEach(record -> differs(record, "is there, and the text does not give it"));
    }

    private List<SpecificRecord> upTo(long step) {
        var there = new ArrayList<SpecificRecord>();
        while (next != null && (long) value(next, "step") <= step) {
            there.add(next);
            advance();
        }
        return there;
    }

    private static int beforeFirst(List<SpecificRecord> there, List<SpecificRecord> given) {
        int before = 0;
        while (before < given.size() && (there.isEmpty() || !key(there.get(0)).equals(key(given.get(before))))) {
            before++;
        }
        return before;
    }

    private void compare(SpecificRecord found, SpecificRecord given) {
        for (var field : given.getSchema().getFields()) {
            Object is = found.get(field.pos());
            Object expected = given.get(field.pos());
            if (!Objects.equals(is, expected)) {
                differs(given, field.name() + " is " + is + ", and the text gives " + expected);
                return;
            }
        }
        equal++;
    }

    private void differs(SpecificRecord record, String how) {
        differing++;
        if (differences.size() < TOLD_MAX) {
            differences.add(place(record) + " of step " + value(record, "step") + " " + how);
        }
    }

    /** Says that the text gives no more. */
    Result end() {
        compare(Long.MAX_VALUE, List.of());
        return new Result(topic, equal, expired, differing, List.copyOf(differences));
    }

    private static String key(SpecificRecord record) {
        return value(record, "step") + " " + place(record);
    }

    /** The record of text that it is about. */
    private static String place(SpecificRecord record) {
        return value(record, "topic") + "-" + value(record, "partition") + "@" + value(record, "offset");
    }

    private static Object value(SpecificRecord record, String field) {
        return record.get(record.getSchema().getField(field).pos());
    }
}
