package io.inkstream.serde;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumWriter;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.flink.avro.shaded.org.apache.avro.io.EncoderFactory;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;

/** Confluent's own registry client, with Flink's coder for the wire format and the Avro that Flink brings: nothing of ours. */
final class ConfluentPeer {

    private final SchemaRegistryClient client;

    ConfluentPeer(String url) {
        client = new CachedSchemaRegistryClient(url, 100);
    }

    SchemaRegistryClient client() {
        return client;
    }

    /** Reads a value with the schema that its id names. */
    GenericRecord read(byte[] value) throws IOException {
        var in = new ByteArrayInputStream(value);
        var writer = new ConfluentSchemaRegistryCoder(client).readSchema(in);
        var decoder = DecoderFactory.get().directBinaryDecoder(in, null);
        return new GenericDatumReader<GenericRecord>(writer).read(null, decoder);
    }

    /** Registers the record's schema and writes it. */
    byte[] write(String subject, GenericRecord record) throws IOException {
        return write(subject, record, record.getSchema());
    }

    private byte[] write(String subject, GenericRecord record, Schema schema) throws IOException {
        var out = new ByteArrayOutputStream();
        new ConfluentSchemaRegistryCoder(subject, client).writeSchema(schema, out);
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        return out.toByteArray();
    }
}
