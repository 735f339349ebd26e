package io.inkstream.generate.request;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A prompt as it came: what is needed to answer it later.
 *
 * @param key the record's key, which names the session; null for a prompt that stands alone, which one with an empty key does too: or all
 *     who leave it empty would share a session
 * @param value the record's value
 * @param timestamp when it was written to its topic, in milliseconds since 1970-01-01 UTC
 * @param partition its partition
 * @param offset its offset
 * @param headers those that its replies have too
 */
public record PromptRecord(
        byte[] key, byte[] value, long timestamp, int partition, long offset, PromptHeaders headers) {

    public PromptRecord {
        key = key == null || key.length == 0 ? null : key;
    }

    /** Without headers. */
    public PromptRecord(byte[] key, byte[] value, long timestamp, int partition, long offset) {
        this(key, value, timestamp, partition, offset, PromptHeaders.NONE);
    }

    public Instant promptedAt() {
        return Instant.ofEpochMilli(timestamp);
    }

    /** The key as something to look up by; null for a prompt that stands alone. */
    public ByteBuffer session() {
        return key == null ? null : ByteBuffer.wrap(key);
    }

    /** Timestamp (8 bytes), the headers, the key's length or -1 for none (4 bytes), the key, the value. */
    public byte[] toBytes() {
        int keyLength = key == null ? 0 : key.length;
        var bytes = ByteBuffer.allocate(Long.BYTES + headers.bytes() + Integer.BYTES + keyLength + value.length)
                .putLong(timestamp);
        headers.write(bytes);
        bytes.putInt(key == null ? -1 : keyLength);
        if (key != null) {
            bytes.put(key);
        }
        return bytes.put(value).array();
    }

    /** @param hasHeaders whether there are any; before replies had a prompt's there were none */
    public static PromptRecord fromBytes(byte[] bytes, int partition, long offset, boolean hasHeaders) {
        var in = ByteBuffer.wrap(bytes);
        long timestamp = in.getLong();
        var headers = hasHeaders ? PromptHeaders.read(in) : PromptHeaders.NONE;
        int keyLength = in.getInt();
        if (keyLength > in.remaining()) {
            throw new IllegalStateException(
                    "a key must have as many bytes as are said: " + keyLength + " of " + in.remaining());
        }
        byte[] key = keyLength < 0 ? null : new byte[keyLength];
        if (key != null) {
            in.get(key);
        }
        byte[] value = new byte[in.remaining()];
        in.get(value);
        return new PromptRecord(key, value, timestamp, partition, offset, headers);
    }
}
