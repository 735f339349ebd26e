package io.inkstream.gateway;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Requests by their idempotency keys, the newest few thousand: asked again, they are answered with what the first was. */
final class Idempotency {

    private static final int KEPT = 10_000;
    private static final int KEY_MAX = 255;

    private record Seen(byte[] body, Exchange exchange) {}

    private final Map<String, Seen> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > KEPT;
        }
    };

    /** What was asked under a key, and whether it is asked only now. */
    record Found(Exchange exchange, boolean isNew) {}

    /**
     * Finds what was asked under this key.
     *
     * @param key null: every request is new
     * @throws Refusal if the key came with another body before, or is too long
     */
    synchronized Found find(String key, byte[] body, Supplier<Exchange> begin) {
        if (key == null) {
            return new Found(begin.get(), true);
        }
        if (key.isEmpty() || key.length() > KEY_MAX) {
            throw Refusal.invalid(
                    "Idempotency-Key", "Idempotency-Key must be from 1 to " + KEY_MAX + " characters: " + key.length());
        }
        var before = seen.get(key);
        if (before == null) {
            var exchange = begin.get();
            seen.put(key, new Seen(body, exchange));
            return new Found(exchange, true);
        }
        if (!Arrays.equals(before.body(), body)) {
            throw new Refusal(
                    422,
                    "invalid_request_error",
                    "Idempotency-Key was used with another body before; take a new one for a new request",
                    "Idempotency-Key",
                    "idempotency_key_reused");
        }
        return new Found(before.exchange(), false);
    }

    /** Forgets a key whose request came to nothing, so that it may be tried again. */
    synchronized void forget(String key, Exchange exchange) {
        seen.computeIfPresent(key, (same, found) -> found.exchange() == exchange ? null : found);
    }
}
