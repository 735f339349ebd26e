package io.inkstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.local.LocalRegistry;
import io.inkstream.serde.registry.RegistryClient;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.SerdeConfig;
import io.inkstream.serde.subjects.RegistrySchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our serde and Confluent's client, against Apicurio. */
final class AvroSerdeIT {

    @TempDir
    static Path dataDir;

    private static LocalRegistry registry;
    private static AvroSerde serde;
    private static ConfluentPeer confluent;

    @BeforeAll
    static void start() {
        registry = LocalRegistry.start(Path.of(System.getProperty("inkstream.home")), dataDir, 0);
        registry.awaitReady(Duration.ofSeconds(60));
        serde = new AvroSerde();
        serde.configure(configs(), false);
        confluent = new ConfluentPeer(registry.url().toString());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    static List<SpecificRecord> records() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void what_ours_writes_ours_reads(SpecificRecord record) {
        var topic = "ours-" + record.getSchema().getName();
        var reader = new AvroDeserializer(); // remembers nothing
        reader.configure(configs(), false);

        var bytes = serde.serializer().serialize(topic, record);

        assertThat(reader.deserialize(topic, bytes)).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void what_ours_writes_confluents_reads_and_the_other_way_round_with_the_same_id(SpecificRecord record)
            throws Exception {
        var topic = "both-" + record.getSchema().getName();
        var ours = serde.serializer().serialize(topic, record);

        var asTheyReadIt = confluent.read(ours);
        var theirs = confluent.write(topic + "-value", asTheyReadIt);

        assertThat(asTheyReadIt.getSchema().getFullName())
                .isEqualTo(record.getSchema().getFullName());
        assertThat(theirs).isEqualTo(ours); // the id within
        assertThat(serde.deserializer().deserialize(topic, theirs)).isEqualTo(record);
        assertThat(confluent.client().getAllVersions(topic + "-value")).containsExactly(1);
    }

    @Test
    void confluents_reads_the_very_text() throws Exception {
        var bytes = serde.serializer().serialize("text", Samples.corpusText("naïve 😀\n"));

        assertThat(confluent.read(bytes).get("text")).hasToString("naïve 😀\n");
    }

    @Test
    void a_schema_that_confluents_registered_first_has_the_same_id_for_ours() throws Exception {
        var file = Path.of("schemas", "Prompt.avsc");
        var id = confluent.client().register("first-value", new AvroSchema(java.nio.file.Files.readString(file)));

        var bytes = serde.serializer().serialize("first", Samples.prompt());

        assertThat(WireFormat.schemaId(bytes, "here")).isEqualTo(id);
        assertThat(confluent.client().getAllVersions("first-value")).containsExactly(1);
    }

    @Test
    void a_registered_schema_is_found_without_registering() {
        var bytes = serde.serializer().serialize("looked-up", Samples.prompt());
        var finding = new AvroSerializer();
        finding.configure(
                Map.of("schema.registry.url", registry.url().toString(), "auto.register.schemas", false), false);

        assertThat(finding.serialize("looked-up", Samples.prompt())).isEqualTo(bytes);
        assertThatThrownBy(() -> finding.serialize("never-seen", Samples.prompt()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(
                        "does not have the schema of io.inkstream.schema.Prompt under subject never-seen-value");
    }

    @Test
    void a_check_finds_what_is_missing_and_what_was_registered() {
        var schemas =
                new RegistrySchemas(Map.of("schema.registry.url", registry.url().toString()));
        assertThat(schemas.check())
                .hasSize(12)
                .allSatisfy(outcome -> assertThat(outcome.what()).startsWith("missing"));
        assertThat(schemas.register()).allMatch(RegistrySchemas.Outcome::there);
        assertThat(schemas.check()).hasSize(12).allMatch(RegistrySchemas.Outcome::there);
    }

    @Test
    void the_newest_schema_is_used_where_that_is_asked_for() {
        var bytes = serde.serializer().serialize("newest", Samples.prompt());
        var latest = new AvroSerializer();
        latest.configure(
                Map.of(
                        "schema.registry.url", registry.url().toString(),
                        "auto.register.schemas", "false",
                        "use.latest.version", "true"),
                false);

        assertThat(latest.serialize("newest", Samples.prompt())).isEqualTo(bytes);
        assertThatThrownBy(() -> latest.serialize("never-seen", Samples.prompt()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no schema under subject never-seen-value");
    }

    @Test
    void an_incompatible_change_is_refused() {
        serde.serializer().serialize("changing", Samples.corpusText("x"));
        var changed = new Schema.Parser().parse("""
                        {"type": "record", "name": "CorpusText", "namespace": "io.inkstream.schema",
                         "fields": [{"name": "text", "type": "string"}, {"name": "lines", "type": "int"}]}""");
        var client = new RegistryClient(SerdeConfig.from(configs(), false));

        assertThatThrownBy(() -> client.register("changing-value", changed))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("the schema of io.inkstream.schema.CorpusText is incompatible with what subject "
                        + "changing-value has in the registry at " + registry.url())
                .hasMessageContaining("lines");
    }

    @Test
    void an_id_that_the_registry_does_not_know_is_a_bad_record() {
        assertThatThrownBy(() -> serde.deserializer().deserialize("corpus-in", WireFormat.frame(4711, new byte[1])))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("found id 4711")
                .satisfies(e -> assertThat(RegistryFailures.isUnavailable(e)).isFalse());
    }

    private static Map<String, ?> configs() {
        return Map.of("schema.registry.url", registry.url().toString());
    }
}
