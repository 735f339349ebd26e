package io.inkstream.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.engine.Engine;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdaptationTest {

    private static final String PHRASE = "the quorl brast a fennimode ";
    private static final Sampler PLAIN = new Sampler(Sampling.usual());
    private static final Sampler ADAPTING = new Sampler(Sampling.usual().adapting());

    private final Vocabulary bytes = new BytesVocabulary();
    private final Engine engine = Engine.named("portable", 1);

    @Test
    void a_prompt_decides_and_where_it_does_not_whoever_asks() {
        assertThat(PLAIN.adapts()).isFalse();
        assertThat(ADAPTING.adapts()).isTrue();
        assertThat(new Sampler(Sampling.usual().with("adapt", 1)).adapts()).isTrue();
        assertThat(new Sampler(Sampling.usual().with("adapt", 2).adapting()).adapts())
                .isFalse();
    }

    @Test
    void words_of_its_own_cost_a_session_less_each_time() {
        for (var vocabulary : new Vocabulary[] {bytes, new Text8Vocabulary()}) {
            var read = new Reading(vocabulary);
            double first = read.bits(PHRASE, ADAPTING);
            double second = read.bits(PHRASE, ADAPTING);
            double third = read.bits(PHRASE, ADAPTING);
            assertThat(second).as(vocabulary.name()).isLessThan(0.5 * first);
            assertThat(third).isLessThan(second);

            var plain = new Reading(vocabulary);
            plain.bits(PHRASE, PLAIN);
            assertThat(plain.bits(PHRASE, PLAIN)).isGreaterThan(0.9 * first);
        }
    }

    @Test
    void it_counts_what_it_reads_whether_or_not_that_is_scored() {
        var scored = new Reading(bytes);
        scored.bits(PHRASE, ADAPTING);
        var unscored = new Reading(bytes);
        unscored.read(PHRASE, ADAPTING);
        assertThat(unscored.bits(PHRASE, ADAPTING)).isEqualTo(scored.bits(PHRASE, ADAPTING));
    }

    @Test
    void what_it_writes_counts_as_well() {
        var one = new Reading(bytes);
        one.read("a", ADAPTING);
        String written = one.write(ADAPTING, 30);
        assertThat(new String(one.position.recent(), StandardCharsets.UTF_8)).isEqualTo("a" + written);
        var other = new Reading(bytes);
        other.read("a" + written, ADAPTING);
        assertThat(one.bits(PHRASE, ADAPTING)).isEqualTo(other.bits(PHRASE, ADAPTING));
    }

    @Test
    void a_session_that_adapts_keeps_more_and_forgets_it_with_a_prompt_that_does_not() {
        var read = new Reading(bytes);
        read.read("x".repeat(300), ADAPTING);
        assertThat(read.position.recent()).hasSize(300);
        assertThat(read.position.window()).hasSize(Sampling.WINDOW_MAX);
        read.read("y".repeat(9000), ADAPTING);
        assertThat(read.position.recent()).hasSize(Sampling.REMEMBERED_MAX).containsOnly('y');
        read.read("z", PLAIN);
        assertThat(read.position.recent()).hasSize(Sampling.WINDOW_MAX).endsWith('y', 'z');
    }

    /** A session, without Kafka. */
    private final class Reading {
        private final Vocabulary vocabulary;
        private final Parameters weights;
        private Writer.Position position;

        Reading(Vocabulary vocabulary) {
            this.vocabulary = vocabulary;
            weights = Parameters.truncatedNormal(new NetworkShape(vocabulary.size(), 10, 1), 0, 0.3, new Random(6));
            position = new Writer(engine, weights, vocabulary).begin(1);
        }

        double bits(String text, Sampler sampler) {
            return run(text, sampler, 0, new Logprobs.Wanted(1, true))
                    .readBitsPerCharacter()
                    .orElseThrow();
        }

        void read(String text, Sampler sampler) {
            run(text, sampler, 0, new Logprobs.Wanted(0, false));
        }

        String write(Sampler sampler, int length) {
            return run("", sampler, length, new Logprobs.Wanted(0, false))
                    .written()
                    .text();
        }

        private Lane run(String text, Sampler sampler, int length, Logprobs.Wanted wanted) {
            var batch = new Batch(engine, weights, vocabulary);
            var lane = batch.join(position, vocabulary.encode(text).ids(), sampler, Ending.after(length), wanted);
            while (!batch.isEmpty()) {
                batch.step();
            }
            position = lane.written().position();
            return lane;
        }
    }
}
