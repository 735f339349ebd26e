package io.inkstream.train.corpus;

import io.inkstream.schema.CorpusText;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.json.TextField;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the text of a record of {@code corpus-in}.
 *
 * @param field which part of a plain-text record is its text
 * @param lineEnd what is appended to each plain-text record, because producers of lines strip it
 * @param avro reads the others
 */
public record RecordText(TextField field, String lineEnd, Deserializer<SpecificRecord> avro) {

    /**
     * The text as it is learned.
     *
     * @param received the record's value; may be null
     * @throws UnreadableException if there is none
     * @throws org.apache.kafka.common.errors.SerializationException if it is Avro that cannot be read
     */
    public String of(byte[] received, Headers headers) {
        byte[] value = SchemaHeader.framed(received, headers);
        if (value == null) {
            throw new UnreadableException(
                    UnreadableException.Reason.NO_TEXT,
                    "a record of " + TopicNames.CORPUS + " must have text: its value is null");
        }
        String text = LenientText.isAvro(value) ? avroText(value, headers) : plainText(value);
        if (text.isEmpty()) {
            throw new UnreadableException(
                    UnreadableException.Reason.NO_TEXT,
                    "a record of " + TopicNames.CORPUS + " must have text: it is empty"
                            + (value.length == 0
                                    ? "; where a record is a line, set corpus.line.end, and it is a blank one"
                                    : ""));
        }
        return text;
    }

    /** What stands in a record of a producer of lines is a line, a blank one too. */
    private String plainText(byte[] value) {
        return field.of(value) + lineEnd;
    }

    private String avroText(byte[] value, Headers headers) {
        var datum = avro.deserialize(TopicNames.CORPUS, headers, value);
        if (datum instanceof CorpusText corpusText) {
            return corpusText.getText();
        }
        throw new UnreadableException(
                UnreadableException.Reason.OTHER_RECORD,
                "Avro on " + TopicNames.CORPUS + " must be a CorpusText: "
                        + datum.getSchema().getFullName());
    }
}
