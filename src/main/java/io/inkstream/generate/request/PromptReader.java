package io.inkstream.generate.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.ContentType;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.SchemaHeader;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.json.RecordFromJson;
import io.inkstream.serde.json.RecordJson;
import io.inkstream.serde.registry.SchemaFingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the values of {@code prompts}: Avro, JSON, or plain text whose other fields are headers. */
public final class PromptReader {

    /** What begins a prompt that is kept as JSON: no UTF-8, no Avro, and not what {@link SchemaFingerprint#keep} puts there. */
    private static final byte KEPT_JSON = (byte) 0xFE;

    private static final String TEXT = "text";

    private final Deserializer<SpecificRecord> avro;
    private final ValueFormats formats;

    public PromptReader(Deserializer<SpecificRecord> avro, ValueFormats formats) {
        this.avro = avro;
        this.formats = formats;
    }

    /**
     * A prompt as it came.
     *
     * @param prompt what it says, with defaults for what it does not say
     * @param kept as stores have it
     * @param problem what is wrong with a field; empty if all can be used
     * @param jsonReply whether its replies are to be JSON
     */
    record Read(Prompt prompt, byte[] kept, Optional<Problem> problem, boolean jsonReply) {}

    /**
     * What a record's value asks, for one who does not answer it: fields that cannot be used have their defaults.
     *
     * @throws UnreadableException if it is no prompt
     * @throws SerializationException if it claims to be Avro and cannot be read, or the registry is out of reach
     */
    public Prompt prompt(byte[] value, Headers headers) {
        return read(value, headers).prompt();
    }

    /**
     * Reads a record's value.
     *
     * @throws UnreadableException if it is no prompt
     * @throws SerializationException if it claims to be Avro and cannot be read, or the registry is out of reach
     */
    Read read(byte[] value, Headers headers) {
        byte[] framed = SchemaFingerprint.keep(headers, SchemaHeader.framed(value, headers));
        if (framed == null) {
            throw new UnreadableException(
                    UnreadableException.Reason.NO_TEXT,
                    "a record of " + TopicNames.PROMPTS + " must be a prompt: its value is null");
        }
        if (isAvro(framed)) {
            return new Read(fromAvro(framed), framed, Optional.empty(), wantsJson(headers, false));
        }
        if (ContentType.isJson(headers, ContentType.HEADER).orElse(formats.jsonPrompts())) {
            return read(RecordFromJson.read(framed, Prompt.getClassSchema()), wantsJson(headers, true));
        }
        String text = LenientText.utf8(framed);
        return HeaderFields.of(headers)
                .map(fields -> read(withText(fields, text), wantsJson(headers, false)))
                .orElseGet(() -> new Read(ofText(text), framed, Optional.empty(), wantsJson(headers, false)));
    }

    private static RecordFromJson withText(ObjectNode fields, String text) {
        boolean twice = fields.has(TEXT);
        var read = RecordFromJson.read(fields.put(TEXT, text), Prompt.getClassSchema());
        return twice
                ? new RecordFromJson(
                        read.record(),
                        Optional.of(new RecordFromJson.WrongField(
                                TEXT,
                                "text must be the record's value, and not in the header " + HeaderFields.PREFIX
                                        + TEXT)))
                : read;
    }

    private static Read read(RecordFromJson json, boolean jsonReply) {
        var prompt = normal((Prompt) json.record());
        byte[] written = RecordJson.toJson(prompt).getBytes(StandardCharsets.UTF_8);
        byte[] kept = new byte[1 + written.length];
        kept[0] = KEPT_JSON;
        System.arraycopy(written, 0, kept, 1, written.length);
        return new Read(
                prompt, kept, json.wrong().map(wrong -> new Problem(wrong.field(), wrong.message())), jsonReply);
    }

    /** Whoever asks in JSON gets JSON, unless it says or the configuration says otherwise. */
    private boolean wantsJson(Headers headers, boolean asksInJson) {
        return ContentType.isJson(headers, ContentType.ACCEPT).orElse(asksInJson || formats.jsonReplies());
    }

    /**
     * Reads a prompt as stores have it.
     *
     * @throws UnreadableException if it is none
     * @throws SerializationException if it claims to be Avro and cannot be read, or the registry is out of reach
     */
    public Prompt kept(byte[] value) {
        if (isAvro(value)) {
            return fromAvro(value);
        }
        if (value.length == 0 || value[0] != KEPT_JSON) {
            return ofText(LenientText.utf8(value));
        }
        var json = RecordFromJson.read(Arrays.copyOfRange(value, 1, value.length), Prompt.getClassSchema());
        json.wrong().ifPresent(wrong -> {
            throw new UnreadableException(UnreadableException.Reason.JSON, wrong.message());
        });
        return (Prompt) json.record();
    }

    private static boolean isAvro(byte[] value) {
        return LenientText.isAvro(value) || SchemaFingerprint.isKept(value);
    }

    private Prompt fromAvro(byte[] value) {
        var datum = SchemaFingerprint.readKept(avro, TopicNames.PROMPTS, value);
        if (datum instanceof Prompt prompt) {
            return normal(prompt);
        }
        throw new UnreadableException(
                UnreadableException.Reason.OTHER_RECORD,
                "Avro on " + TopicNames.PROMPTS + " must be a Prompt: "
                        + datum.getSchema().getFullName());
    }

    private static Prompt ofText(String text) {
        return Prompt.newBuilder().setText(text).build();
    }

    /** An empty id is none. */
    private static Prompt normal(Prompt prompt) {
        return "".equals(prompt.getId()) ? Prompt.newBuilder(prompt).setId(null).build() : prompt;
    }
}
