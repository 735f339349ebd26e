package io.inkstream.train.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.schema.OffsetRange;
import io.inkstream.train.corpus.LeftOut;
import io.inkstream.train.corpus.Unseen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/** Which text of its stream each model never learned, in the store of {@link Saved} under {@code model/unseen} and {@code model/left-out}. */
public final class SavedMissing {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNSEEN = "/unseen";
    private static final String LEFT_OUT = "/left-out";

    /** Ranges of unseen records that are kept, the newest: as many as a manifest has room for. */
    private static final int UNSEEN_MAX = 100;

    private final KeyValueStore<String, byte[]> store;

    SavedMissing(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    private record Range(String topic, int partition, long from, long to) {}

    /** Records that were gone before the model could see them, oldest first. */
    public List<OffsetRange> unseen(String model) {
        return ranges(model).stream()
                .map(range -> Unseen.range(range.topic, range.partition, range.from, range.to))
                .toList();
    }

    public void addUnseen(String model, List<OffsetRange> more) {
        var all = new ArrayList<>(ranges(model));
        more.forEach(
                range -> all.add(new Range(range.getTopic(), range.getPartition(), range.getFrom(), range.getTo())));
        try {
            var newest = all.subList(Math.max(0, all.size() - UNSEEN_MAX), all.size());
            store.put(model + UNSEEN, JSON.writeValueAsBytes(newest));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts are always JSON", e);
        }
    }

    private List<Range> ranges(String model) {
        byte[] kept = store.get(model + UNSEEN);
        try {
            return kept == null ? List.of() : List.of(JSON.readValue(kept, Range[].class));
        } catch (IOException e) {
            throw spoiled(model, "what it never saw cannot be read (" + e.getMessage() + ")");
        }
    }

    /** What was left out because the model was too far behind. */
    public LeftOut leftOut(String model) {
        byte[] kept = store.get(model + LEFT_OUT);
        return kept == null
                ? LeftOut.NOTHING
                : LeftOut.from(kept).orElseThrow(() -> spoiled(model, "what was left out cannot be read"));
    }

    public void addLeftOut(String model, LeftOut more) {
        store.put(model + LEFT_OUT, leftOut(model).and(more).bytes());
    }

    private static IllegalStateException spoiled(String model, String why) {
        return Changelog.spoiled(Saved.STORE, model, why);
    }
}
