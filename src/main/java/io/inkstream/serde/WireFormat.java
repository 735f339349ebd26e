package io.inkstream.serde;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** The Confluent wire format: byte 0, the writer schema's id as a big-endian int32, the Avro datum. */
final class WireFormat {

    static final byte MAGIC = 0;

    /** Bytes before the datum. */
    static final int HEADER = 1 + Integer.BYTES;

    private WireFormat() {}

    static byte[] frame(int schemaId, byte[] datum) {
        return ByteBuffer.allocate(HEADER + datum.length)
                .put(MAGIC)
                .putInt(schemaId)
                .put(datum)
                .array();
    }

    /**
     * The schema id of a framed value.
     *
     * @param where names the value in messages
     * @throws SerializationException if the value is not framed
     */
    static int schemaId(byte[] value, String where) {
        if (value.length < HEADER) {
            throw new SerializationException(String.format(
                    "%s: expected the Confluent wire format, at least %d bytes (byte 0, schema id, datum), found %d; write it "
                            + "with a registry-aware Avro serializer",
                    where, HEADER, value.length));
        }
        if (value[0] != MAGIC) {
            throw new SerializationException(String.format(
                    "%s: expected the Confluent wire format, which begins with byte 0x00, found 0x%02X; write it with a "
                            + "registry-aware Avro serializer",
                    where, value[0] & 0xFF));
        }
        var id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        if (id < 0) {
            throw new SerializationException(
                    where + ": expected a schema id of 0 or more, found " + id + "; the value is damaged");
        }
        return id;
    }
}
