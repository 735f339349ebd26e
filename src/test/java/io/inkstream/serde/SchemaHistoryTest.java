package io.inkstream.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaHistoryTest {

    private static final Path SCHEMAS = Path.of("schemas");

    @TempDir
    Path folder;

    @Test
    void todays_schemas_read_all_that_was_ever_written() throws IOException {
        assertThat(SchemaHistory.problems(SCHEMAS)).isEmpty();
    }

    @Test
    void every_schema_is_trusted_and_documented() throws IOException {
        try (var files = Files.newDirectoryStream(SCHEMAS, "*.avsc")) {
            for (var file : files) {
                var schema = new Schema.Parser().parse(file.toFile());
                assertThat(TrustedSchemas.recordNames())
                        .as("add the record to TrustedSchemas")
                        .contains(schema.getFullName());
                assertDocumented(schema);
            }
        }
    }

    @Test
    void a_change_without_a_history_file_says_which_to_add() throws IOException {
        write("A.avsc", "{'name':'x','type':'int'},{'name':'y','type':'int','default':0}");
        write("history/A/1.avsc", "{'name':'x','type':'int'}");

        assertThat(SchemaHistory.problems(folder))
                .singleElement()
                .asString()
                .contains("A.avsc is not the newest version in its history: add today's as history/A/2.avsc");
    }

    @Test
    void a_new_schema_without_history_says_which_to_add() throws IOException {
        write("A.avsc", "{'name':'x','type':'int'}");

        assertThat(SchemaHistory.problems(folder)).singleElement().asString().contains("history/A/1.avsc");
    }

    @Test
    void a_change_that_cannot_read_an_older_version_is_found_though_it_reads_the_newest() throws IOException {
        write("A.avsc", "{'name':'x','type':'int'},{'name':'y','type':'int'}");
        write("history/A/1.avsc", "{'name':'x','type':'int'}");
        write("history/A/2.avsc", "{'name':'x','type':'int'},{'name':'y','type':'int','default':0}");
        write("history/A/3.avsc", "{'name':'x','type':'int'},{'name':'y','type':'int'}");

        assertThat(SchemaHistory.problems(folder))
                .singleElement()
                .asString()
                .contains("A.avsc cannot read what was written with 1.avsc: READER_FIELD_MISSING_DEFAULT_VALUE")
                .contains("a new field needs a default");
    }

    @Test
    void a_schema_that_is_taken_away_is_missed() throws IOException {
        write("history/A/1.avsc", "{'name':'x','type':'int'}");

        assertThat(SchemaHistory.problems(folder)).singleElement().asString().contains("a released schema stays");
    }

    @Test
    void words_may_change() throws IOException {
        write("A.avsc", "{'name':'x','type':'int','doc':'The number, in seconds.'}");
        write("history/A/1.avsc", "{'name':'x','type':'int','doc':'The number.'}");

        assertThat(SchemaHistory.problems(folder)).isEmpty();
    }

    private void write(String file, String fields) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(
                path, ("{'type':'record','name':'A','doc':'A.','fields':[" + fields + "]}").replace('\'', '"'));
    }

    private static void assertDocumented(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as(schema.getFullName() + ": doc").isNotBlank();
                for (var field : schema.getFields()) {
                    assertThat(field.doc())
                            .as(schema.getFullName() + "." + field.name() + ": doc")
                            .isNotBlank();
                    assertDocumented(field.schema());
                }
            }
            case ENUM ->
                assertThat(schema.getDoc()).as(schema.getFullName() + ": doc").isNotBlank();
            case ARRAY -> assertDocumented(schema.getElementType());
            case MAP -> assertDocumented(schema.getValueType());
            case UNION -> schema.getTypes().forEach(SchemaHistoryTest::assertDocumented);
            default -> {}
        }
    }
}
