package io.inkstream.lstm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Buffers of the sizes that were used last: a model has one, and a shorter step uses the longer one's. For one thread. */
final class KeptSizes<T> {

    private static final int KEPT = 4;

    private final Map<Size, T> bySize = new LinkedHashMap<>(16, 0.75f, true);
    private final Consumer<T> release;

    /** @param release frees what is no longer kept */
    KeptSizes(Consumer<T> release) {
        this.release = release;
    }

    private record Size(NetworkShape shape, int batch) {}

    /**
     * Returns what is kept for a size, or keeps another.
     *
     * @param fits whether what is kept is enough
     * @param another makes what is
     */
    T get(NetworkShape shape, int batch, Predicate<T> fits, Supplier<T> another) {
        var size = new Size(shape, batch);
        var kept = bySize.get(size);
        if (kept != null && fits.test(kept)) {
            return kept;
        }
        if (kept != null) {
            release.accept(bySize.remove(size));
        }
        if (bySize.size() == KEPT) {
            var eldest = bySize.values().iterator();
            release.accept(eldest.next());
            eldest.remove();
        }
        var made = another.get();
        bySize.put(size, made);
        return made;
    }

    void clear() {
        bySize.values().forEach(release);
        bySize.clear();
    }
}
