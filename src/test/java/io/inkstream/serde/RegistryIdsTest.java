package io.inkstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.serde.registry.SchemaFingerprint;
import io.inkstream.serde.registry.StubRegistry;
import io.inkstream.serde.subjects.RegistrySchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A registry that loses its schemas, or hands their ids out anew, while our records are on the topics. */
final class RegistryIdsTest {

    private static final String TOPIC = "generated-text";

    private final StubRegistry registry = new StubRegistry();
    private final RegistryIds ids = new RegistryIds();
    private final RecordHeaders headers = new RecordHeaders();

    @AfterEach
    void stop() {
        registry.close();
    }

    static Iterable<SpecificRecord> records() {
        return Samples.all();
    }

    /** One of a process that was just started, which remembers nothing. */
    private AvroSerde started(RegistryIds known) {
        Map<String, Object> configs = new HashMap<>(registry.configs());
        configs.put(RegistryIds.SETTING, known);
        configs.put("value.subject.name.strategy", "TopicRecordNameStrategy");
        var serde = new AvroSerde();
        serde.configure(configs, false);
        return serde;
    }

    private byte[] written(SpecificRecord record) {
        return started(ids).serializer().serialize(TOPIC, headers, record);
    }

    private SpecificRecord read(byte[] bytes) {
        return started(ids).deserializer().deserialize(TOPIC, headers, bytes);
    }

    @Test
    void a_fingerprint_is_that_of_avros_specification() {
        // Avro's own: share/test/data/schema-tests.txt.
        assertThat(SchemaFingerprint.of(Schema.create(Schema.Type.INT))).isEqualTo("7275d51a3f395c8f");
        assertThat(SchemaFingerprint.of(Schema.create(Schema.Type.STRING))).isEqualTo("8f014872634503c7");
    }

    @ParameterizedTest
    @MethodSource("records")
    void what_is_written_names_its_schema_and_is_read_whatever_becomes_of_the_registry(SpecificRecord record) {
        byte[] bytes = written(record);
        assertThat(new String(headers.lastHeader(SchemaFingerprint.HEADER).value()))
                .isEqualTo(SchemaFingerprint.of(record.getSchema()));

        registry.empty();
        assertThat(read(bytes)).isEqualTo(record);

        registry.register("somebodys", "{\"type\":\"record\",\"name\":\"Else\",\"fields\":[]}");
        assertThat(read(bytes)).isEqualTo(record);
    }

    @Test
    void records_of_ours_whose_ids_were_swapped_are_not_taken_for_one_another() {
        var score = Samples.all().get(0);
        var other = Samples.all().get(1);
        byte[] first = written(score);
        written(other);
        registry.swap(1, 2);
        headers.remove(SchemaFingerprint.HEADER);
        SchemaFingerprint.put(headers, SchemaFingerprint.of(score.getSchema()));
        assertThat(read(first)).isEqualTo(score);
    }

    @Test
    void a_record_without_the_header_is_read_by_its_id() {
        byte[] bytes = written(Samples.prompt());
        headers.remove(SchemaFingerprint.HEADER);
        assertThat(read(bytes)).isEqualTo(Samples.prompt());
    }

    @Test
    void with_another_versions_schema_a_record_is_read_only_if_the_registry_has_that() throws Exception {
        var older = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"CorpusText\",\"namespace\":\"io.inkstream.schema\",\"fields\":"
                        + "[{\"name\":\"text\",\"type\":\"string\"},{\"name\":\"more\",\"type\":\"int\"}]}");
        int id = registry.register("corpus-in-value", older.toString());
        byte[] bytes = WireFormat.frame(id, new byte[] {2, 'a', 2});
        SchemaFingerprint.put(headers, SchemaFingerprint.of(older));
        assertThat(read(bytes)).isEqualTo(Samples.corpusText("a"));

        registry.register("other", "{\"type\":\"string\"}");
        registry.swap(1, 2);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("expected the schema with the fingerprint " + SchemaFingerprint.of(older))
                .hasMessageContaining("hands ids out anew");
    }

    @Test
    void a_header_that_is_no_fingerprint_is_named() {
        byte[] bytes = written(Samples.prompt());
        headers.remove(SchemaFingerprint.HEADER).add(SchemaFingerprint.HEADER, new byte[] {1, '\n'});
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("16 hexadecimal digits in the header inkstream.schema");
    }

    @Test
    void what_the_registry_lost_is_found_counted_and_found_again_once_it_is_there() {
        var serde = started(ids);
        serde.serializer().serialize(TOPIC, Samples.prompt());
        ids.check(registry.configs());
        assertThat(ids.trouble()).isEmpty();

        registry.empty();
        ids.check(registry.configs());
        ids.check(registry.configs());
        assertThat(ids.lost()).isEqualTo(1);
        assertThat(ids.found()).isEqualTo(1);
        assertThat(ids.trouble().orElseThrow())
                .contains("id 1 of our io.inkstream.schema.Prompt is unknown", "schemas register --restore");

        registry.answerAlways(503, "");
        ids.check(registry.configs());
        assertThat(ids.lost()).as("while the registry is away").isEqualTo(1);
        registry.answerAlways(200, "");
    }

    @Test
    void a_writer_whose_id_was_given_to_another_schema_asks_anew() {
        var serde = started(ids);
        assertThat(serde.serializer().serialize(TOPIC, Samples.prompt())[4]).isEqualTo((byte) 1);
        registry.empty();
        registry.register("somebodys", "{\"type\":\"string\"}");
        ids.check(registry.configs());

        assertThat(ids.trouble().orElseThrow()).contains("is that of string now");
        assertThat(serde.serializer().serialize(TOPIC, Samples.prompt())[4]).isEqualTo((byte) 2);
    }

    @Test
    void what_a_store_keeps_is_read_whatever_becomes_of_the_registry() {
        byte[] kept = SchemaFingerprint.keep(headers, written(Samples.prompt()));
        byte[] without = SchemaFingerprint.keep(new RecordHeaders(), written(Samples.prompt()));
        assertThat(SchemaFingerprint.readKept(started(ids).deserializer(), TOPIC, kept))
                .isEqualTo(Samples.prompt());
        assertThat(SchemaFingerprint.readKept(started(ids).deserializer(), TOPIC, without))
                .isEqualTo(Samples.prompt());
    }

    @Test
    void ours_are_put_back_under_the_ids_in_use_and_what_cannot_be_is_said() {
        written(Samples.corpusText("x"));
        written(Samples.prompt());
        registry.empty();
        registry.register("somebodys", "{\"type\":\"string\"}");

        var outcomes = new RegistrySchemas(registry.configs()).restore(ids);

        assertThat(outcomes)
                .extracting(RegistrySchemas.Outcome::id, RegistrySchemas.Outcome::there)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, false), org.assertj.core.groups.Tuple.tuple(2, true));
        assertThat(outcomes.get(0).what()).contains("the id is that of string now", "newer backup");
        assertThat(outcomes.get(1).what()).isEqualTo("restored");
        assertThat(outcomes.get(1).subject()).isEqualTo("prompts-value");
        ids.check(registry.configs());
        assertThat(ids.lost()).isEqualTo(1);
    }

    @Test
    void a_registry_that_takes_no_chosen_ids_is_said_and_left_as_it_is() {
        written(Samples.prompt());
        registry.empty();
        registry.refuseImports();

        var outcome = new RegistrySchemas(registry.configs()).restore(ids).get(0);

        assertThat(outcome.there()).isFalse();
        assertThat(outcome.what()).contains("does not take schemas under ids of others' choice", "HTTP 422");
        assertThat(registry.requests()).noneMatch(request -> request.path().equals("/subjects/prompts-value/versions"));
    }

    @Test
    void all_of_ours_are_registered_each_under_the_subject_of_its_writers() {
        assertThat(new RegistrySchemas(registry.configs()).register())
                .extracting(RegistrySchemas.Outcome::subject)
                .containsExactly(
                        "corpus-in-value",
                        "prompts-value",
                        "generated-text-value",
                        "training-metrics-value",
                        "corpus-scores-value",
                        "corpus-alerts-value",
                        "corpus-feedback-value",
                        "model-requests-value",
                        "model-rounds-value",
                        "model-parts-value",
                        "model-checkpoints-io.inkstream.schema.CheckpointChunk",
                        "model-checkpoints-io.inkstream.schema.CheckpointManifest");
    }

    @Test
    void a_check_says_what_is_missing_and_what_is_incompatible_and_registers_nothing() {
        var schemas = new RegistrySchemas(registry.configs());
        registry.register("prompts-value", "{\"type\":\"string\"}");
        registry.register("corpus-in-value", schemas.needed().get(0).schema());

        var outcomes = schemas.check();

        assertThat(outcomes)
                .extracting(RegistrySchemas.Outcome::subject)
                .containsExactlyElementsOf(schemas.needed().stream()
                        .map(RegistrySchemas.Needed::subject)
                        .toList());
        assertThat(outcomes.get(0).what()).isEqualTo("is there");
        assertThat(outcomes.get(1).what()).startsWith("incompatible");
        assertThat(outcomes.subList(2, outcomes.size())).allSatisfy(outcome -> {
            assertThat(outcome.there()).isFalse();
            assertThat(outcome.what()).startsWith("missing");
        });
        assertThat(registry.requests()).noneMatch(request -> request.path().endsWith("-value/versions"));

        schemas.needed().forEach(needed -> registry.register(needed.subject(), needed.schema()));
        assertThat(schemas.check()).allMatch(RegistrySchemas.Outcome::there);
    }

    @Test
    void every_subject_is_in_the_documentation() throws Exception {
        String page = Files.readString(Path.of("docs/operations.md"));
        assertThat(new RegistrySchemas(registry.configs()).needed())
                .allSatisfy(needed -> assertThat(page).contains("`" + needed.subject() + "`"));
    }
}
