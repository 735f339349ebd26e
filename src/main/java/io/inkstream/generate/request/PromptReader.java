package io.inkstream.generate.request;

import io.inkstream.schema.Prompt;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.SchemaFingerprint;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the values of {@code prompts}. */
public final class PromptReader {

    private final Deserializer<SpecificRecord> avro;

    public PromptReader(Deserializer<SpecificRecord> avro) {
        this.avro = avro;
    }

    /**
     * Avro, or plain text with every default. An empty id is none.
     *
     * @throws UnreadableException if it is neither
     * @throws SerializationException if it claims to be Avro and cannot be read, or the registry is out of reach
     */
    public Prompt read(byte[] value) {
        if (value == null) {
            throw new UnreadableException(
                    UnreadableException.Reason.NO_TEXT,
                    "a record of " + TopicNames.PROMPTS + " must be a prompt: its value is null");
        }
        if (!LenientText.isAvro(value) && !SchemaFingerprint.isKept(value)) {
            return Prompt.newBuilder().setText(LenientText.utf8(value)).build();
        }
        var datum = SchemaFingerprint.readKept(avro, TopicNames.PROMPTS, value);
        if (datum instanceof Prompt prompt) {
            return "".equals(prompt.getId())
                    ? Prompt.newBuilder(prompt).setId(null).build()
                    : prompt;
        }
        throw new UnreadableException(
                UnreadableException.Reason.OTHER_RECORD,
                "Avro on " + TopicNames.PROMPTS + " must be a Prompt: "
                        + datum.getSchema().getFullName());
    }
}
