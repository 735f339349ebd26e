package io.inkstream.serde.json;

import io.inkstream.serde.ContentType;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.TopicSchemas;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Our records as plain JSON where the header {@code content-type} of a record says so ({@link RecordJson}, {@link RecordFromJson}), else
 * as another serde has them.
 */
public final class ContentTypeSerde implements Serde<SpecificRecord> {

    /** Bytes of the longest JSON: with key and headers it stays below Kafka's largest record. */
    static final int JSON_MAX_BYTES = 1_000_000;

    private final Serde<SpecificRecord> others;

    /** @param others for values without that header; configured already */
    public ContentTypeSerde(Serde<SpecificRecord> others) {
        this.others = others;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        others.configure(configs, isKey);
    }

    @Override
    public void close() {
        others.close();
    }

    /** Writes JSON where the headers say so; what would be too long for a record is written as without them, and the header removed. */
    @Override
    public Serializer<SpecificRecord> serializer() {
        var serializer = others.serializer();
        return new Serializer<>() {
            @Override
            public byte[] serialize(String topic, SpecificRecord value) {
                return serialize(topic, new RecordHeaders(), value);
            }

            @Override
            public byte[] serialize(String topic, Headers headers, SpecificRecord value) {
                if (value != null
                        && ContentType.isJson(headers, ContentType.HEADER).orElse(false)) {
                    byte[] json = RecordJson.toJson(value).getBytes(StandardCharsets.UTF_8);
                    if (json.length <= JSON_MAX_BYTES) {
                        return json;
                    }
                    headers.remove(ContentType.HEADER);
                }
                return serializer.serialize(topic, headers, value);
            }

            @Override
            public void close() {
                serializer.close();
            }
        };
    }

    /** Reads JSON where the headers say so and the value does not begin as Avro; the topic says which record it is. */
    @Override
    public Deserializer<SpecificRecord> deserializer() {
        var deserializer = others.deserializer();
        return new Deserializer<>() {
            @Override
            public SpecificRecord deserialize(String topic, byte[] value) {
                return deserializer.deserialize(topic, value);
            }

            @Override
            public SpecificRecord deserialize(String topic, Headers headers, byte[] value) {
                boolean json = value != null
                        && !LenientText.isAvro(value)
                        && ContentType.isJson(headers, ContentType.HEADER).orElse(false);
                return json ? fromJson(topic, value) : deserializer.deserialize(topic, headers, value);
            }

            @Override
            public void close() {
                deserializer.close();
            }
        };
    }

    private static SpecificRecord fromJson(String topic, byte[] value) {
        var schema = TopicSchemas.only(topic)
                .orElseThrow(
                        () -> new SerializationException("topic " + topic + ": expected Avro, found JSON by the header "
                                + ContentType.HEADER + ": the topic has no single kind of record"));
        var read = RecordFromJson.read(value, schema);
        read.wrong().ifPresent(wrong -> {
            throw new SerializationException("topic " + topic + ", JSON: " + wrong.message());
        });
        return read.record();
    }
}
