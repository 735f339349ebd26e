package io.inkstream.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an instance cannot have its local state, before any broker is asked. */
final class LocalStateTest {

    @TempDir
    private Path folder;

    private static Configuration in(Path stateDir) {
        return Configuration.load(
                Map.of(Keys.STATE_DIR, stateDir.toString(), Keys.INSTANCE_ID, "7"), Map.of(), Optional.empty());
    }

    @Test
    void a_file_in_the_place_of_the_folder_is_named_with_the_key() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> StreamsApplication.trainer(in(file)))
                .hasMessageContaining("state.dir must be a folder that this user may write to")
                .hasMessageContaining(file.toString());
    }

    @Test
    void a_folder_that_cannot_be_made_is_named_with_the_key() {
        assertThatThrownBy(() -> StreamsApplication.generator(in(Path.of("/proc/inkstream"))))
                .hasMessageContaining("state.dir must be a folder that this user may write to")
                .hasMessageContaining("/proc/inkstream/7");
    }

    @Test
    void a_second_instance_on_the_same_folder_is_told_so_and_the_first_is_left_alone() {
        try (var first = StreamsApplication.trainer(in(folder))) {
            assertThatThrownBy(() -> StreamsApplication.trainer(in(folder)))
                    .hasMessageContaining("another process uses the local state in")
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("instance.id=7");
            assertThat(first.status().state()).isEqualTo(KafkaStreams.State.CREATED);
            assertThat(first.reason()).isEmpty();
        }
        StreamsApplication.trainer(in(folder)).close();
    }
}
