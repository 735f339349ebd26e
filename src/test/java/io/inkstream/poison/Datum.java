package io.inkstream.poison;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Avro's binary encoding under the Confluent wire format, by hand: what is broken in it is broken on purpose. */
final class Datum {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Begins with byte 0 and a schema id. */
    static Datum framed(int schemaId) {
        var datum = new Datum();
        datum.out.writeBytes(
                ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        return datum;
    }

    /** A long or an int, a length, a count or the branch of a union: zigzag, seven bits a byte. */
    Datum number(long value) {
        long zigzag = value << 1 ^ value >> 63;
        for (; (zigzag & ~0x7FL) != 0; zigzag >>>= 7) {
            out.write((int) (zigzag & 0x7F | 0x80));
        }
        out.write((int) zigzag);
        return this;
    }

    Datum text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    Datum text(byte[] text) {
        return number(text.length).raw(text);
    }

    Datum real(double value) {
        return raw(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array());
    }

    Datum flag(boolean value) {
        out.write(value ? 1 : 0);
        return this;
    }

    Datum raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A text or null, as the union of null and string. */
    Datum optional(String text) {
        return text == null ? number(0) : number(1).text(text);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
