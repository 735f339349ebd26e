package io.inkstream.engine;

import io.inkstream.model.NetworkShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The buffers of the sizes that were used last: a model has one, and a shorter step uses the longer one's. For one thread. */
final class KeptTraining {

    private static final int KEPT = 4;

    private final Map<Size, Training> bySize = new LinkedHashMap<>(16, 0.75f, true);

    private record Size(NetworkShape shape, int batch) {}

    /** Returns what is kept for a size, or, if that is too short, keeps another. */
    Training get(NetworkShape shape, int batch, int unrollings, Supplier<Training> another) {
        var size = new Size(shape, batch);
        var kept = bySize.get(size);
        if (kept != null && kept.capacity() >= unrollings) {
            return kept;
        }
        bySize.remove(size);
        if (bySize.size() == KEPT) {
            var eldest = bySize.values().iterator();
            eldest.next();
            eldest.remove();
        }
        var made = another.get();
        bySize.put(size, made);
        return made;
    }

    void clear() {
        bySize.clear();
    }
}
