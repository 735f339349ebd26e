package io.inkstream.train.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.train.forget.Omission;
import io.inkstream.train.forget.Omissions;
import java.io.IOException;
import java.util.ArrayList;
import org.apache.kafka.streams.state.KeyValueStore;

/** What each model is to be, or is, without, in the store of {@link Saved} under {@code model/omission/request}. */
public final class SavedOmissions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OMISSION = "/omission/";

    private final KeyValueStore<String, byte[]> store;

    SavedOmissions(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** @throws IllegalStateException if the store holds something else: somebody wrote to its changelog */
    public Omissions of(String model) {
        var all = new ArrayList<Omission>();
        try (var found = store.range(model + OMISSION, model + OMISSION + "~")) {
            while (found.hasNext()) {
                var entry = found.next();
                all.add(JSON.readValue(entry.value, Omission.class));
            }
        } catch (IOException e) {
            throw Changelog.spoiled(Saved.STORE, model, "an omission cannot be read (" + e.getMessage() + ")");
        }
        return new Omissions(all);
    }

    public void put(String model, Omission omission) {
        try {
            store.put(model + OMISSION + omission.request(), JSON.writeValueAsBytes(omission));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts are always JSON", e);
        }
    }

    public void drop(String model, Omission omission) {
        store.delete(model + OMISSION + omission.request());
    }
}
