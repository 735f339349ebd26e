package io.inkstream.mixture;

import static io.inkstream.mixture.GoldenMixtureTest.learn;
import static io.inkstream.mixture.GoldenMixtureTest.sha256;
import static io.inkstream.mixture.GoldenMixtureTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.mixture.count.NodeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class MixtureTest {

    private static final int BITS = 12;
    private static final int CHARACTERS = 20_000;

    private static Mixture learned(int characters) throws Exception {
        var mixture = new Mixture(new MixtureSize(BITS));
        learn(mixture, new TextContext(), Arrays.copyOf(text("play"), characters));
        return mixture;
    }

    @Test
    void a_forecast_without_learning_is_what_the_learner_pays() throws Exception {
        byte[] play = text("play");
        var mixture = new Mixture(new MixtureSize(BITS));
        var learning = new TextContext();
        var reading = new TextContext();
        var scratch = new Forecast();
        var forecast = new Forecast();
        float[] logs = new float[Mixture.SYMBOLS];
        for (int i = 0; i < 5_000; i++) {
            int symbol = Byte.toUnsignedInt(play[i]);
            mixture.forecast(reading, null, forecast);
            forecast.logs(logs);
            float nats = mixture.learn(learning, symbol, null, scratch);

            assertThat(logs[symbol]).isEqualTo(-nats);
            mixture.read(reading, symbol);
            // Where the learner has just learned, a match may have been found that a reader finds one character later.
            reading.assign(learning);
        }
    }

    @Test
    void counts_are_those_of_one_that_learned_the_same_text() throws Exception {
        byte[] play = Arrays.copyOf(text("play"), CHARACTERS);
        var learned = learned(CHARACTERS);
        var counted = new Mixture(new MixtureSize(BITS));
        var place = new TextContext();
        var scratch = new Forecast();
        for (byte symbol : play) {
            counted.count(place, Byte.toUnsignedInt(symbol), scratch);
        }

        assertThat(counted.arrays().ints())
                .containsExactlyEntriesOf(learned.arrays().ints());
    }

    @Test
    void probabilities_sum_to_one_over_all_symbols() throws Exception {
        var mixture = learned(CHARACTERS);
        var forecast = new Forecast();
        var text = new TextContext();
        var random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            mixture.forecast(text, null, forecast);
            double sum = 0;
            for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
                sum += forecast.probability(symbol);
            }
            assertThat(sum).isCloseTo(1, within(1e-4));
            mixture.read(text, i % 3 == 0 ? random.nextInt(Mixture.SYMBOLS) : 'a' + random.nextInt(26));
        }
    }

    @Test
    void to_forecast_changes_nothing() throws Exception {
        var mixture = learned(CHARACTERS);
        String before = sha256(mixture);
        continuation(mixture, "MENENIUS:\n", 500);

        assertThat(sha256(mixture)).isEqualTo(before);
    }

    @Test
    void texts_that_are_read_side_by_side_by_several_threads_see_what_each_sees_alone() throws Exception {
        var mixture = learned(CHARACTERS);
        var alone = new ArrayList<String>();
        var tasks = new ArrayList<Callable<String>>();
        for (int i = 0; i < 8; i++) {
            String begin = "First Citizen " + i + ":\n";
            alone.add(continuation(mixture, begin, 300));
            tasks.add(() -> continuation(mixture, begin, 300));
        }
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < tasks.size(); i++) {
                assertThat(threads.invokeAll(tasks).get(i).get()).isEqualTo(alone.get(i));
            }
        } finally {
            threads.shutdown();
        }
    }

    /** The likeliest symbol after the likeliest symbol, with the bits of what it cost. */
    private static String continuation(Mixture mixture, String begin, int length) {
        var text = new TextContext();
        var forecast = new Forecast();
        float[] logs = new float[Mixture.SYMBOLS];
        begin.chars().forEach(symbol -> mixture.read(text, symbol));
        var written = new StringBuilder();
        for (int i = 0; i < length; i++) {
            mixture.forecast(text, null, forecast);
            forecast.logs(logs);
            int likeliest = 0;
            for (int symbol = 1; symbol < logs.length; symbol++) {
                likeliest = logs[symbol] > logs[likeliest] ? symbol : likeliest;
            }
            written.append(likeliest).append(Float.floatToRawIntBits(logs[likeliest]));
            mixture.read(text, likeliest);
        }
        return written.toString();
    }

    @Test
    void one_that_takes_over_goes_on_as_the_other_does() throws Exception {
        byte[] play = text("play");
        var mixture = new Mixture(new MixtureSize(BITS));
        var place = new TextContext();
        learn(mixture, place, Arrays.copyOf(play, CHARACTERS));
        var other = new Mixture(new MixtureSize(BITS));
        var otherPlace = place.copy();
        other.assign(mixture.arrays());
        byte[] rest = Arrays.copyOfRange(play, CHARACTERS, play.length);

        assertThat(learn(other, otherPlace, rest)).isEqualTo(learn(mixture, place, rest));
        assertThat(sha256(other)).isEqualTo(sha256(mixture));
    }

    @Test
    void the_opinion_of_a_network_that_knows_is_learned_to_be_believed() throws Exception {
        byte[] play = Arrays.copyOf(text("play"), CHARACTERS);
        var mixture = new Mixture(new MixtureSize(BITS));
        var place = new TextContext();
        var forecast = new Forecast();
        double nats = 0;
        for (byte symbol : play) {
            float[] knows = new float[Mixture.SYMBOLS];
            Arrays.fill(knows, 0.1f / 255);
            knows[Byte.toUnsignedInt(symbol)] = 0.9f;
            nats += mixture.learn(place, Byte.toUnsignedInt(symbol), knows, forecast);
        }
        assertThat(nats / Math.log(2) / CHARACTERS).isLessThan(0.5);
    }

    /** Who believes what is always right where a text is repeated is wrong about every other text. */
    @Test
    void a_text_that_is_learned_over_and_over_is_known_by_heart_and_makes_the_mixture_no_worse_at_another()
            throws Exception {
        byte[] play = text("play");
        byte[] read = Arrays.copyOf(play, 45_000);
        byte[] other = Arrays.copyOfRange(play, 50_000, 60_000);
        var mixture = new Mixture(new MixtureSize(14));
        var place = new TextContext();
        learn(mixture, place, read);
        double once = cost(mixture, other);

        for (int pass = 2; pass <= 5; pass++) {
            assertThat(learn(mixture, place, read)).as("pass %d", pass).isLessThan(0.02);
            assertThat(cost(mixture, other))
                    .as("another text after pass %d", pass)
                    .isLessThan(1.01 * once);
        }
    }

    private static double cost(Mixture mixture, byte[] symbols) {
        var text = new TextContext();
        var forecast = new Forecast();
        double nats = 0;
        for (byte symbol : symbols) {
            mixture.forecast(text, null, forecast);
            nats -= Math.log(forecast.probability(Byte.toUnsignedInt(symbol)));
            mixture.read(text, Byte.toUnsignedInt(symbol));
        }
        return nats / Math.log(2) / symbols.length;
    }

    /** Of the smallest size every table is full before long, and the pool of entries with noise. */
    @Test
    void full_tables_go_on_to_learn() throws Exception {
        var mixture = new Mixture(new MixtureSize(MixtureSize.BITS_MIN));
        var place = new TextContext();
        var noise = new byte[200_000];
        new Random(7).nextBytes(noise);
        assertThat(learn(mixture, place, noise)).isCloseTo(8, within(0.3));
        learn(mixture, place, text("play"));

        assertThat(learn(mixture, place, text("play"))).isLessThan(2.9);
    }

    @Test
    void arrays_of_another_size_are_refused_by_name() {
        var small = new Mixture(new MixtureSize(10));
        var large = new Mixture(new MixtureSize(11));

        assertThatThrownBy(() -> small.assign(large.arrays()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("array expert/2/nodes of the mixture must have 3072 elements: 6144");
    }

    @Test
    void a_list_that_points_outside_is_refused() throws Exception {
        var mixture = learned(2_000);
        var ints = new LinkedHashMap<>(mixture.arrays().ints());
        int[] nodes = ints.get("expert/3/nodes").clone();
        for (int node = 0; node < nodes.length; node += NodeTable.STRIDE) {
            nodes[node + 2] = nodes[node + 2] == 0 ? 0 : 1 << 30;
        }
        ints.put("expert/3/nodes", nodes);
        var made = new MixtureArrays(ints, mixture.arrays().floats());

        assertThatThrownBy(() -> new Mixture(new MixtureSize(BITS)).assign(made))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a list of the context order 3 must lie in");
    }

    @Test
    void sizes_are_held_to_their_range() {
        assertThatThrownBy(() -> new MixtureSize(9)).hasMessageContaining("from 10 to 20 bits, or 0 for no mixture: 9");
        assertThatThrownBy(() -> new Mixture(MixtureSize.NONE)).hasMessageContaining("must have tables of 10 bits");
    }
}
