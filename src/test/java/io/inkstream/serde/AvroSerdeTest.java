package io.inkstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.schema.CorpusText;
import io.inkstream.serde.registry.RegistryClient;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.SerdeConfig;
import io.inkstream.serde.registry.StubRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AvroSerdeTest {

    private static final String TOPIC = "corpus-in";

    private final StubRegistry registry = new StubRegistry();
    private final AvroSerde serde = serde(Map.of());

    @AfterEach
    void stop() {
        registry.close();
    }

    static Stream<SpecificRecord> records() {
        return Samples.all().stream();
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_comes_back_as_it_was(SpecificRecord record) {
        var bytes = serde.serializer().serialize(TOPIC, record);

        assertThat(LenientText.isAvro(bytes)).isTrue();
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(record);
    }

    @Test
    void null_is_null() {
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void kafka_makes_one_by_its_class_name() throws Exception {
        Serde<?> made = Utils.newInstance(AvroSerde.class.getName(), Serde.class);
        made.configure(registry.configs(), false);

        assertThat(made.serializer()).isInstanceOf(AvroSerializer.class);
    }

    @Test
    void before_it_is_configured_it_says_so() {
        assertThatThrownBy(() -> new AvroSerde().serializer().serialize(TOPIC, Samples.prompt()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call configure with schema.registry.url");
    }

    @Test
    void what_is_registered_is_the_schema_as_it_stands_in_the_schemas_folder() throws Exception {
        serde.serializer().serialize(TOPIC, Samples.corpusText("x"));

        var file = new Schema.Parser().parse(new java.io.File("schemas/CorpusText.avsc"));
        assertThat(registry.schema(1)).isEqualTo(file.toString()).doesNotContain("avro.java.string");
    }

    @ParameterizedTest
    @MethodSource("records")
    void bytes_after_the_record_are_refused(SpecificRecord record) {
        var bytes = serde.serializer().serialize(TOPIC, record);

        assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 3)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic corpus-in, value, schema id 1: expected the value to end after a "
                        + record.getSchema().getName() + ", found 3 bytes more");
    }

    @ParameterizedTest
    @MethodSource("records")
    void every_truncation_is_refused_as_a_bad_record(SpecificRecord record) {
        var bytes = serde.serializer().serialize(TOPIC, record);

        for (var length = 0; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("topic corpus-in, value")
                    .satisfies(
                            e -> assertThat(RegistryFailures.isUnavailable(e)).isFalse());
        }
    }

    @Test
    void a_record_that_claims_to_be_huge_is_refused() {
        serde.serializer().serialize(TOPIC, Samples.corpusText("x"));
        var twoGigabytes = new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};

        assertThatThrownBy(() -> read(WireFormat.frame(1, twoGigabytes))).isInstanceOf(SerializationException.class);
    }

    @Test
    void a_string_that_is_not_utf_8_is_refused() {
        serde.serializer().serialize(TOPIC, Samples.corpusText("x"));

        assertThatThrownBy(() -> read(WireFormat.frame(1, new byte[] {4, 'a', (byte) 0xFF})))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("not UTF-8: byte 0xFF at index 1");
    }

    @Test
    void a_record_of_another_name_is_refused_with_those_that_are_known() throws IOException {
        var other = new Schema.Parser()
                .parse("{'type':'record','name':'Evil','namespace':'java.lang','fields':[]}".replace('\'', '"'));
        var id = registry.register("x", other.toString());

        assertThatThrownBy(() -> read(WireFormat.frame(id, new byte[0])))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("expected one of the records io.inkstream.schema.CheckpointChunk, ")
                .hasMessageContaining("found java.lang.Evil");
    }

    @Test
    void a_newer_writer_with_a_field_more_is_read() throws IOException {
        var newer = new Schema.Parser()
                .parse(("{'type':'record','name':'CorpusText','namespace':'io.inkstream.schema','fields':["
                                + "{'name':'source','type':'string'},{'name':'text','type':'string'}]}")
                        .replace('\'', '"'));
        var id = registry.register("x", newer.toString());
        var record = new GenericData.Record(newer);
        record.put("source", "somewhere");
        record.put("text", "hello");

        assertThat(read(WireFormat.frame(id, datum(newer, record)))).isEqualTo(Samples.corpusText("hello"));
    }

    @Test
    void a_writer_that_nests_without_end_is_refused() {
        var nested = ("{'type':'record','name':'CorpusText','namespace':'io.inkstream.schema','fields':["
                        + "{'name':'next','type':['null','CorpusText']},{'name':'text','type':'string'}]}")
                .replace('\'', '"');
        var id = registry.register("x", nested);
        var datum = new byte[1_000_000];
        Arrays.fill(datum, (byte) 2);

        assertThatThrownBy(() -> read(WireFormat.frame(id, datum))).isInstanceOf(SerializationException.class);
    }

    @Test
    void a_writer_whose_items_have_no_bytes_keeps_nobody_busy() throws IOException {
        for (String items : List.of(
                "'null'",
                "{'type':'array','items':'null'}",
                "{'type':'record','name':'Nothing','fields':[]}",
                "{'type':'map','values':'null'}")) {
            for (String collection : List.of("'array','items'", "'map','values'")) {
                var id = registry.register(
                        items + collection,
                        ("{'type':'record','name':'CorpusText','namespace':'io.inkstream.schema','fields':["
                                        + "{'name':'nothing','type':{'type':" + collection + ":" + items + "}},"
                                        + "{'name':'text','type':'string'}]}")
                                .replace('\'', '"'));
                for (long announced : new long[] {1_000_000, Integer.MAX_VALUE, Long.MAX_VALUE - 8}) {
                    var bytes = new ByteArrayOutputStream();
                    var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
                    for (int i = 0; i < 4; i++) {
                        encoder.writeLong(announced);
                    }

                    assertThatThrownBy(() -> read(WireFormat.frame(id, bytes.toByteArray())))
                            .as(collection + " of " + items + ", " + announced)
                            .isInstanceOf(SerializationException.class);
                }
            }
        }
    }

    @Test
    void a_registry_that_is_away_is_told_from_a_bad_record() {
        registry.close();
        var config = SerdeConfig.from(
                Map.of("schema.registry.url", registry.url(), SerdeConfig.PATIENCE, Duration.ofMillis(100)), false);
        var impatient = new RegistryClient(config);
        var serializer = new AvroSerializer();
        serializer.configure(config, impatient);
        var deserializer = new AvroDeserializer();
        deserializer.configure(config, impatient);

        assertThatThrownBy(() -> serializer.serialize(TOPIC, Samples.corpusText("x")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("cannot write to topic corpus-in: the schema registry at " + registry.url())
                .satisfies(e -> assertThat(RegistryFailures.isUnavailable(e)).isTrue());
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, new byte[] {0, 0, 0, 0, 9, 1}))
                .isInstanceOf(SerializationException.class)
                .satisfies(e -> assertThat(RegistryFailures.isUnavailable(e)).isTrue());
    }

    @Test
    void without_registration_the_schema_must_be_there() {
        var lookingUp = serde(Map.of("auto.register.schemas", "false"));

        assertThatThrownBy(() -> lookingUp.serializer().serialize(TOPIC, Samples.corpusText("x")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("does not have the schema of io.inkstream.schema.CorpusText under subject "
                        + "corpus-in-value: register schemas/CorpusText.avsc there, or set auto.register.schemas=true");

        serde.serializer().serialize(TOPIC, Samples.corpusText("x"));
        assertThat(lookingUp.serializer().serialize(TOPIC, Samples.corpusText("x")))
                .isEqualTo(serde.serializer().serialize(TOPIC, Samples.corpusText("x")));
    }

    @Test
    void without_registration_a_schema_that_confluents_serializer_registered_is_found() {
        var id =
                registry.register("corpus-in-value", CorpusText.getClassSchema().toString());
        var lookingUp = serde(Map.of("auto.register.schemas", false));

        var bytes = lookingUp.serializer().serialize(TOPIC, Samples.corpusText("x"));

        assertThat(WireFormat.schemaId(bytes, "here")).isEqualTo(id);
    }

    @Test
    void with_the_latest_version_fields_are_written_as_that_has_them() {
        var latest = ("{'type':'record','name':'CorpusText','namespace':'io.inkstream.schema','fields':["
                        + "{'name':'source','type':'string','default':'?'},{'name':'text','type':'string'}]}")
                .replace('\'', '"');
        var id = registry.register("corpus-in-value", latest);
        var latestSerde = serde(Map.of("auto.register.schemas", false, "use.latest.version", true));

        var bytes = latestSerde.serializer().serialize(TOPIC, Samples.corpusText("hi"));

        assertThat(bytes).isEqualTo(WireFormat.frame(id, new byte[] {2, '?', 4, 'h', 'i'}));
        assertThat(latestSerde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(Samples.corpusText("hi"));
    }

    @Test
    void with_the_latest_version_a_subject_without_any_is_named() {
        var latestSerde = serde(Map.of("auto.register.schemas", false, "use.latest.version", true));

        assertThatThrownBy(() -> latestSerde.serializer().serialize(TOPIC, Samples.corpusText("hi")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no schema under subject corpus-in-value");
    }

    @Test
    void plain_text_is_refused_with_its_first_byte() {
        assertThatThrownBy(() -> read("hello world".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("topic corpus-in, value: expected the Confluent wire format")
                .hasMessageContaining("found 0x68");
    }

    private SpecificRecord read(byte[] bytes) {
        return serde.deserializer().deserialize(TOPIC, bytes);
    }

    private AvroSerde serde(Map<String, ?> more) {
        var configs = new HashMap<String, Object>(registry.configs());
        configs.putAll(more);
        var made = new AvroSerde();
        made.configure(configs, false);
        return made;
    }

    private static byte[] datum(Schema schema, GenericRecord record) throws IOException {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
