package io.inkstream.serde;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Values that are plain UTF-8 or Avro in the Confluent wire format, told apart by their first byte. Avro's is 0, which begins no
 * text that people write, so console producers and {@code kcat} need no schema.
 */
public final class LenientText {

    private LenientText() {}

    /**
     * Whether a value is to be read as Avro: its first byte is 0. It may still turn out to be damaged.
     *
     * @param value a record's value, or null
     */
    public static boolean isAvro(byte[] value) {
        return value != null && value.length > 0 && value[0] == WireFormat.MAGIC;
    }

    /**
     * Reads UTF-8 strictly: nothing is replaced.
     *
     * @param value a record's value
     * @return its text; empty for a value of no bytes
     * @throws UnreadableException if the value is null or not UTF-8; the message names the first wrong byte and its index
     */
    public static String utf8(byte[] value) {
        if (value == null) {
            throw new UnreadableException(
                    UnreadableException.Reason.NO_TEXT,
                    "no text: the value is null; send UTF-8 text, or Avro in the Confluent wire format");
        }
        return utf8(value, value.length);
    }

    /** Reads the first {@code length} bytes. */
    static String utf8(byte[] bytes, int length) {
        var in = ByteBuffer.wrap(bytes, 0, length);
        var out = CharBuffer.allocate(length); // UTF-8 never has more UTF-16 units than bytes
        var result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        if (result.isError()) {
            throw new UnreadableException(
                    UnreadableException.Reason.NOT_UTF8,
                    String.format(
                            "not UTF-8: byte 0x%02X at index %d does not begin a whole character; send the text as UTF-8",
                            bytes[in.position()] & 0xFF, in.position()));
        }
        return out.flip().toString();
    }
}
