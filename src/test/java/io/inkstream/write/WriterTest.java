package io.inkstream.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.engine.Engine;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.learn.Perplexity;
import io.inkstream.model.CounterRandom;
import io.inkstream.model.Golden;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WriterTest {

    private final Engine engine = new Nd4jEngine();
    private final Vocabulary bytes = new BytesVocabulary();
    private final Parameters weights = Parameters.truncatedNormal(new NetworkShape(256, 8, 1), 0, 1, new Random(6));
    private final Writer writer = new Writer(engine, weights, bytes);

    @Test
    void random_weights_write_well_formed_utf8_of_the_length_asked_for() {
        boolean beyondAscii = false;
        for (int seed = 0; seed < 20; seed++) {
            var written = writer.write(
                    writer.read(writer.begin(seed), ids("na\u00efve ")), Sampler.at(1.5), Ending.after(50));

            assertThat(written.characters()).isEqualTo(50);
            assertThat(written.text().codePointCount(0, written.text().length()))
                    .isEqualTo(50);
            assertThat(written.text()).doesNotContain("\uFFFD");
            beyondAscii |= written.text().chars().anyMatch(c -> c > 0x7FF);
        }
        assertThat(beyondAscii).isTrue();
    }

    @Test
    void writing_in_two_parts_writes_what_writing_at_once_does_and_leaves_the_start_as_it_was() {
        var start = writer.read(writer.begin(9), ids("The "));

        var whole = writer.write(start, Sampler.at(1), Ending.after(40));
        var first = writer.write(start, Sampler.at(1), Ending.after(15));
        var second = writer.write(first.position(), Sampler.at(1), Ending.after(25));

        assertThat(first.text() + second.text()).isEqualTo(whole.text());
        assertThat(first.bits() + second.bits()).isCloseTo(whole.bits(), within(1e-9));
        assertThat(second.position().last()).isEqualTo(whole.position().last());
        assertThat(second.position().random()).isEqualTo(whole.position().random());
        assertThat(second.position().state().cell().elements())
                .isEqualTo(whole.position().state().cell().elements());
        assertThat(start.random()).isEqualTo(new CounterRandom(9, 0));
    }

    @Test
    void reading_in_two_parts_stands_where_reading_at_once_does() {
        var whole = writer.read(writer.begin(1), ids("one two"));
        var parts = writer.read(writer.read(writer.begin(1), ids("one")), ids(" two"));

        assertThat(parts.last()).isEqualTo(whole.last()).isEqualTo('o');
        assertThat(parts.state().output().elements())
                .isEqualTo(whole.state().output().elements());
        assertThat(writer.read(whole, new byte[0]).last()).isEqualTo('o');
    }

    /** The perplexity of the text, counted by the room's other means, must say the same. */
    @Test
    void bits_are_those_of_the_text_that_was_written() {
        var text8 = new Text8Vocabulary();
        var network = Golden.initial64();
        var start = new Writer(engine, network, text8);
        var first = new byte[] {5};

        var written = start.write(start.read(start.begin(3), first), Sampler.at(1), Ending.after(60));

        double perplexity = Perplexity.of(
                engine,
                network,
                text8.encode(text8.decode(first) + written.text()).ids());
        assertThat(written.bits()).isCloseTo(60 * Math.log(perplexity) / Math.log(2), within(1e-6));
    }

    @Test
    void a_sample_has_its_length_and_depends_on_its_random_numbers_alone() {
        var text8 = new Writer(engine, Golden.initial64(), new Text8Vocabulary());

        String sample = text8.sample(new SplittableRandom(1), 80);

        assertThat(sample).hasSize(80).isEqualTo(text8.sample(new SplittableRandom(1), 80));
        assertThat(sample).isNotEqualTo(text8.sample(new SplittableRandom(2), 80));
        assertThat(text8.sample(new SplittableRandom(1), 1)).isEqualTo(sample.substring(0, 1));
    }

    @Test
    void a_stop_text_ends_it_is_not_written_and_waits_for_the_least_length() {
        var text8 = new Writer(engine, Golden.initial64(), new Text8Vocabulary());
        var start = text8.read(text8.begin(3), new byte[] {5});
        String whole = text8.write(start, Sampler.at(1), Ending.after(200)).text();
        String stop = whole.substring(40, 43);
        int first = whole.indexOf(stop);

        var stopped = text8.write(start, Sampler.at(1), new Ending(200, 0, List.of("nowhere", stop)));
        assertThat(stopped.text()).isEqualTo(whole.substring(0, first));
        assertThat(stopped.stop()).contains(stop);
        assertThat(stopped.drawn()).isEqualTo(first + 3);

        String later = whole.substring(0, 2);
        var notBefore = text8.write(start, Sampler.at(1), new Ending(60, 3, List.of(later)));
        assertThat(notBefore.text()).startsWith(later);
    }

    @Test
    void a_position_remembers_what_was_read_and_written_last_and_no_more() {
        var read = writer.read(writer.begin(1), new byte[300]);
        assertThat(read.recent()).hasSize(Sampling.WINDOW_MAX);
        var written = writer.write(writer.read(writer.begin(1), ids("ab")), Sampler.at(1), Ending.after(3));
        assertThat(written.position().recent()).isEqualTo(ids("ab" + written.text()));
    }

    @Test
    void what_cannot_be_written_is_refused() {
        assertThatThrownBy(() -> writer.write(writer.begin(0), Sampler.at(1), Ending.after(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a text must have a first character to continue from: none was read");
        assertThatThrownBy(() -> new Writer(engine, weights, new Text8Vocabulary()))
                .hasMessage("weights must tell 27 characters apart, as text8 does: 256");
        assertThat(writer.write(writer.read(writer.begin(0), ids("a")), Sampler.at(1), Ending.after(0))
                        .text())
                .isEmpty();
    }

    private static byte[] ids(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
