package io.inkstream.lstm;

import io.inkstream.lstm.FloatEngine.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The steps of the sizes that were used last: a model has one, and a shorter step uses the longer one's buffers. For one thread. */
final class KeptSteps {

    private static final int KEPT = 4;

    private final Map<Size, Step> bySize = new LinkedHashMap<>(16, 0.75f, true);

    private record Size(NetworkShape shape, int batch) {}

    /** Returns what is kept for a size, or, if that is too short, keeps another. */
    Step get(NetworkShape shape, int batch, int unrollings, Supplier<Step> another) {
        var size = new Size(shape, batch);
        var kept = bySize.get(size);
        if (kept != null && kept.capacity() >= unrollings) {
            return kept;
        }
        if (kept != null) {
            bySize.remove(size).close();
        }
        if (bySize.size() == KEPT) {
            var eldest = bySize.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        var made = another.get();
        bySize.put(size, made);
        return made;
    }

    void clear() {
        bySize.values().forEach(Step::close);
        bySize.clear();
    }
}
