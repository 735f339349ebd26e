package io.inkstream.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.engine.Engine;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.MixtureTensors;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class RoundTest {

    private static final int SHARDS = 3;
    private static final int WINDOW = 100;
    private static final int ROUND = SHARDS * 2 * WINDOW;

    private final Engine engine = Engine.named("portable", 1);

    @AfterEach
    void close() {
        engine.close();
    }

    private static LearnerSettings settings(int shards, MixtureSize mixture) {
        return new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(6, 2, 1, 0, 0.1),
                new WindowSettings(2, WINDOW / 2, 5, 1, 0),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0.1),
                mixture,
                7,
                new RoundSettings(shards, 2));
    }

    private static byte[] text(int characters) {
        return new Text8Vocabulary()
                .encode(NumbersCorpus.atRandom(new Random(5), characters + 100).substring(0, characters))
                .ids();
    }

    private List<Part> parts(Round round) {
        var parts = new ArrayList<Part>();
        for (int shard = 0; shard < SHARDS; shard++) {
            parts.add(round.learn(shard, engine, false));
        }
        return parts;
    }

    @Test
    void a_network_and_its_optimizer_become_the_mean_of_what_shards_learned() {
        var learner = new Learner(settings(SHARDS, MixtureSize.NONE), engine);
        var round = Round.begin(learner, text(ROUND + 1));
        var parts = parts(round);
        var after = round.finish(engine, parts).tensors();

        for (String name : List.of("ix", "2/fm", "w", "b", "adam/m/ox", "adam/v/2/iy")) {
            // ND4J's own arithmetic, in double.
            var sum = Nd4j.zeros(DataType.DOUBLE, after.get(name).shape());
            parts.forEach(part -> sum.addi(part.tensors().get(name).castTo(DataType.DOUBLE)));
            float[] mean = floats(sum.divi(SHARDS).castTo(DataType.FLOAT));
            assertThat(floats(after.get(name))).as(name).containsExactly(mean);
            assertThat(mean).isNotEqualTo(floats(parts.get(0).tensors().get(name)));
        }
        assertThat(floats(after.get("state/cell")))
                .containsExactly(floats(parts.get(SHARDS - 1).tensors().get("state/cell")));
    }

    /** ND4J's own comparison is of numbers that are about equal. */
    private static float[] floats(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    @Test
    void what_is_counted_is_what_one_learner_counts_that_reads_all_of_the_text() {
        byte[] text = text(4 * ROUND + 1);
        var alone = new Learner(settings(1, new MixtureSize(10)), engine);
        var windows = alone.settings().window().batches();
        windows.append(text);
        while (windows.hasNext()) {
            alone.step(windows.next());
        }
        var shared = rounds(text);

        assertThat(shared.steps()).isEqualTo(alone.steps());
        assertThat(shared.characters()).isEqualTo(alone.characters());
        assertThat(lists(shared)).isEqualTo(lists(alone)).hasSizeGreaterThan(20);
        assertThat(shared.tensors().get("reading/text"))
                .isEqualTo(alone.tensors().get("reading/text"));
        assertThat(shared.weights().sha256()).isNotEqualTo(alone.weights().sha256());
    }

    @Test
    void counts_that_end_at_a_horizon_never_fall() {
        var last = new LinkedHashMap<String, INDArray>();
        byte[] text = text(12 * ROUND + 1);
        for (int rounds = 4; rounds <= 12; rounds += 4) {
            rounds(Arrays.copyOf(text, rounds * ROUND + 1)).tensors().forEach((name, array) -> {
                if (name.startsWith(MixtureTensors.PREFIX) && name.endsWith("seen")) {
                    var before = last.put(name, array);
                    assertThat(before == null || array.sub(before).minNumber().floatValue() >= 0)
                            .as(name)
                            .isTrue();
                }
            });
        }
        assertThat(last).hasSizeGreaterThan(20);
    }

    private Learner rounds(byte[] text) {
        var learner = new Learner(settings(SHARDS, new MixtureSize(10)), engine);
        for (int at = 0; at + ROUND < text.length; at += ROUND) {
            var round = Round.begin(learner, Arrays.copyOfRange(text, at, at + ROUND + 1));
            learner = round.finish(engine, parts(round));
        }
        return learner;
    }

    private static TreeMap<String, List<Integer>> lists(Learner learner) {
        var lists = new TreeMap<String, List<Integer>>();
        learner.tensors().forEach((name, array) -> {
            if (name.startsWith(MixtureTensors.PREFIX) && array.dataType() == DataType.INT32) {
                lists.put(name, IntStream.of(array.data().asInt()).boxed().toList());
            }
        });
        return lists;
    }

    @Test
    void parts_are_refused_that_are_none_of_the_round() {
        var learner = new Learner(settings(SHARDS, MixtureSize.NONE), engine);
        var round = Round.begin(learner, text(ROUND + 1));
        var part = round.learn(0, engine, false);
        var less = new LinkedHashMap<>(part.tensors());
        less.remove("w");
        var other = new LinkedHashMap<>(part.tensors());
        other.put("2/ix", Nd4j.zeros(2, 2));

        assertThatThrownBy(() -> round.finish(engine, List.of(part)))
                .hasMessageContaining("a round must have 3 parts: 1");
        assertThatThrownBy(() -> round.requireOne(new Part(less, part.learned(), List.of())))
                .hasMessageContaining("array w of shape", "missing");
        assertThatThrownBy(() -> round.requireOne(new Part(other, part.learned(), List.of())))
                .hasMessageContaining("array 2/ix must have shape");
        assertThatThrownBy(() -> Round.begin(learner, text(ROUND)))
                .hasMessageContaining("the text of a round must have 601 characters: 600");
    }
}
