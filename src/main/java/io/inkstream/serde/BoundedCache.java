package io.inkstream.serde;

import java.util.LinkedHashMap;
import java.util.Map;

/** The most recently used entries, up to a number. Safe for threads. */
final class BoundedCache<K, V> {

    private final Map<K, V> entries;

    BoundedCache(int most) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The value, or null. */
    synchronized V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    synchronized int size() {
        return entries.size();
    }
}
