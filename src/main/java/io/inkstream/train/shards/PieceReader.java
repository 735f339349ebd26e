package io.inkstream.train.shards;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.schema.RoundPiece;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.UnreadableException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads records of {@code model-rounds} or {@code model-parts}.
 *
 * @param topic which of them
 */
public record PieceReader(String topic, Deserializer<SpecificRecord> avro) {

    private static final int SHARDS_MAX = 1000;
    private static final int PARTS_MAX = 100_000;
    private static final String DIGEST = "[0-9a-f]{64}";

    /** @throws UnreadableException if it is no piece that there can be */
    public RoundPiece read(Record<byte[], byte[]> record) {
        byte[] value = SchemaHeader.framed(record.value(), record.headers());
        if (value == null || !LenientText.isAvro(value)) {
            throw other("it is not Avro");
        }
        if (!(avro.deserialize(topic, record.headers(), value) instanceof RoundPiece piece)) {
            throw other("it is another record");
        }
        if (!CheckpointKeys.isModelName(piece.getModel())
                || piece.getShard() < 0
                || piece.getShard() >= SHARDS_MAX
                || piece.getStep() < 0
                || piece.getParts() > PARTS_MAX
                || piece.getPart() < 0
                || piece.getPart() >= piece.getParts()
                || !piece.getBase().matches(DIGEST)
                || !piece.getSha256().matches(DIGEST)) {
            throw other("model " + piece.getModel() + ", shard " + piece.getShard() + ", step " + piece.getStep()
                    + ", part " + piece.getPart() + " of " + piece.getParts() + ", digests " + piece.getBase() + " and "
                    + piece.getSha256());
        }
        return piece;
    }

    private UnreadableException other(String found) {
        return new UnreadableException(
                UnreadableException.Reason.OTHER_RECORD,
                "a record of " + topic + " must be a RoundPiece that a trainer sent: " + found);
    }
}
