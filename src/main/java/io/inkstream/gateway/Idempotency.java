package io.inkstream.gateway;

import io.inkstream.checkpoint.Digests;
import io.inkstream.http.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Makes the same request the same prompt, whichever gateway it is sent to and when: its id follows from the idempotency key, the session
 * and the body, so the generator knows it again, and knows another body under the same key.
 */
final class Idempotency {

    private static final int KEY_MAX = 255;
    private static final int DIGITS = 32;

    private Idempotency() {}

    /** The key of one of a request's prompts: of the first that of the request, by which it is known again with another body. */
    static String key(String key, int prompt) {
        return prompt == 0 ? key : prompt + "-" + Digests.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What tells the request from all others, 32 hexadecimal digits.
     *
     * @param user the session; null for none
     * @throws Refusal if the key is empty or too long
     */
    static String digest(String key, String user, byte[] body) {
        if (key.isEmpty() || key.length() > KEY_MAX) {
            throw Refusal.invalid(
                    "Idempotency-Key", "Idempotency-Key must be from 1 to " + KEY_MAX + " characters: " + key.length());
        }
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        byte[] session = user == null ? new byte[0] : user.getBytes(StandardCharsets.UTF_8);
        var all = ByteBuffer.allocate(2 * Integer.BYTES + name.length + session.length + body.length)
                .putInt(name.length)
                .put(name)
                .putInt(user == null ? -1 : session.length)
                .put(session)
                .put(body);
        return Digests.sha256(all.array()).substring(0, DIGITS);
    }
}
