package io.inkstream;

import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.RoundPiece;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TrustedSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** The wire format with ids that stand for places in a list, so that a topology can be tested without a registry. */
public final class AvroWithoutRegistry implements Serde<SpecificRecord> {

    private static final List<Schema> SCHEMAS = List.of(
            CorpusScore.getClassSchema(),
            CorpusText.getClassSchema(),
            Prompt.getClassSchema(),
            ForgetRequest.getClassSchema(),
            RoundPiece.getClassSchema(),
            GeneratedText.getClassSchema(),
            TrainingReport.getClassSchema(),
            CheckpointChunk.getClassSchema(),
            CheckpointManifest.getClassSchema(),
            CorpusFeedback.getClassSchema());

    static {
        TrustedSchemas.trust();
    }

    @Override
    public Serializer<SpecificRecord> serializer() {
        return (topic, datum) -> datum == null ? null : bytes(datum);
    }

    @Override
    public Deserializer<SpecificRecord> deserializer() {
        return (topic, bytes) -> bytes == null ? null : datum(bytes);
    }

    private static byte[] bytes(SpecificRecord datum) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5)
                .put((byte) 0)
                .putInt(SCHEMAS.indexOf(datum.getSchema()))
                .array());
        try {
            var encoder = EncoderFactory.get().binaryEncoder(out, null);
            new SpecificDatumWriter<SpecificRecord>(datum.getSchema()).write(datum, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SpecificRecord datum(byte[] bytes) {
        try {
            var schema = SCHEMAS.get(ByteBuffer.wrap(bytes).getInt(1));
            var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
            return new SpecificDatumReader<SpecificRecord>(schema).read(null, decoder);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("not Avro as this test writes it", e);
        }
    }
}
