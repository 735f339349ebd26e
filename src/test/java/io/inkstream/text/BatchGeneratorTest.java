package io.inkstream.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchGeneratorTest {

    private final Vocabulary text8 = new Text8Vocabulary();

    @Test
    void gives_the_batches_of_the_reference_to_the_letter() throws Exception {
        var generator = new BatchGenerator(NumbersCorpus.training(), 64, 10);

        var lines = new ArrayList<String>();
        for (int step = 0; step < 3; step++) {
            lines.addAll(Batches.toText(text8, generator.next()));
            lines.add("--");
        }

        assertThat(lines).isEqualTo(golden());
    }

    @Test
    void a_window_as_long_as_the_text_gives_the_batches_of_the_reference_to_the_letter() throws Exception {
        var text = NumbersCorpus.training();
        var batches = new WindowedBatches(64, (text.length - 1) / 64, 10);
        batches.append(text);

        var lines = new ArrayList<String>();
        for (int step = 0; step < 3; step++) {
            lines.addAll(Batches.toText(text8, batches.next()));
            lines.add("--");
        }

        assertThat(lines).isEqualTo(golden());
    }

    @Test
    void lanes_wrap_round_at_the_end_of_the_text() {
        var generator = new BatchGenerator(text8.encode("abcdefg").ids(), 2, 3);

        assertThat(Batches.toText(text8, generator.next())).containsExactly("abcd", "defg");
        assertThat(Batches.toText(text8, generator.next())).containsExactly("defg", "gabc");
    }

    @Test
    void refuses_sizes_that_cannot_be_walked() {
        assertThatThrownBy(() -> new BatchGenerator(new byte[3], 4, 1))
                .hasMessage("text must have a character for each of the 4 lanes: 3");
        assertThatThrownBy(() -> new BatchGenerator(new byte[3], 0, 1)).hasMessage("batch must be at least 1: 0");
        assertThatThrownBy(() -> new BatchGenerator(new byte[3], 1, 0)).hasMessage("unrollings must be at least 1: 0");
    }

    private static List<String> golden() throws IOException, URISyntaxException {
        return Files.readAllLines(Path.of(BatchGeneratorTest.class
                .getResource("/golden/numbers/batches_64x10.txt")
                .toURI()));
    }
}
