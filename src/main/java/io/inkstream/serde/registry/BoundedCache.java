package io.inkstream.serde.registry;

import java.util.LinkedHashMap;
import java.util.Map;

/** The most recently used entries, up to a number. Safe for threads. */
public final class BoundedCache<K, V> {

    private final Map<K, V> entries;

    public BoundedCache(int most) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The value, or null. */
    public synchronized V get(K key) {
        return entries.get(key);
    }

    public synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    public synchronized int size() {
        return entries.size();
    }
}
