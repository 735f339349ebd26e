package io.inkstream.train.forget;

import io.inkstream.schema.ForgetRange;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.schema.Forgotten;
import io.inkstream.schema.RecordRange;
import io.inkstream.serde.UnreadableException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Records of a model's text that it is to be, or is, without.
 *
 * @param request the id of the request that named them
 * @param records ranges of offsets on the model's partition of {@code corpus-ordered}, in order, apart from each other
 * @param place of the request on its partition of {@code model-requests}, as an offset
 * @param done whether the model is without them
 * @param keep while it is not: checkpoints up to this step stay, for one of them is where the model begins again
 * @param replaced when it is: steps that the model with the records had done when another took its place; 0: it never had them
 */
public record Omission(String request, List<Range> records, long place, boolean done, long keep, long replaced) {

    /** Ranges of a request: what all of a model's have must fit a manifest. */
    static final int RANGES_MAX = 10_000;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /**
     * Records that follow each other.
     *
     * @param from the first, as an offset
     * @param to the one behind the last
     */
    record Range(long from, long to) {}

    /**
     * What a request asks for.
     *
     * @param partition the one that the model's text is on here
     * @param place where the request stands, as an offset
     * @param keep checkpoints up to this step stay until it is done
     * @throws UnreadableException if it asks for what cannot be
     */
    public static Omission of(ForgetRequest request, int partition, long place, long keep) {
        require(ID.matcher(request.getId()).matches(), "its id must be 1 to 64 of A-Z a-z 0-9 -: " + request.getId());
        require(
                request.getPartition() == partition,
                "model " + request.getModel() + " is learned from partition " + partition
                        + " of corpus-ordered, and it names records of partition " + request.getPartition());
        int count = request.getRecords().size();
        require(
                count >= 1 && count <= RANGES_MAX,
                "it must name 1 to " + RANGES_MAX + " ranges of records: " + count + "; send several requests");
        long before = 0;
        for (ForgetRange range : request.getRecords()) {
            require(
                    range.getFrom() >= before && range.getFrom() < range.getTo(),
                    "its ranges must follow each other: " + range.getFrom() + " to " + range.getTo() + " comes after "
                            + before);
            before = range.getTo();
        }
        return new Omission(
                request.getId(),
                request.getRecords().stream()
                        .map(range -> new Range(range.getFrom(), range.getTo()))
                        .toList(),
                place,
                false,
                keep,
                0);
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw new UnreadableException(
                    UnreadableException.Reason.REQUEST, "a request to forget cannot be followed: " + reason);
        }
    }

    /** The same, and the model is without them. */
    public Omission asDone(long replaced) {
        return new Omission(request, records, place, true, 0, replaced);
    }

    /** The first of its records, as an offset. */
    public long first() {
        return records.get(0).from();
    }

    /** As a manifest says it. */
    Forgotten forgotten() {
        return new Forgotten(
                request,
                records.stream()
                        .map(range -> new RecordRange(range.from(), range.to()))
                        .toList(),
                replaced);
    }
}
