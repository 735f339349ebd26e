package io.inkstream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.text.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class CheckpointRulesTest {

    private static final Checkpoint CHECKPOINT = checkpoint("text8", 6);
    private static final byte[] FILE = CHECKPOINT.toBytes();
    private static final CheckpointKey KEY = new CheckpointKey.Manifest("default", 7);

    @Property
    void a_key_is_read_as_what_is_written_under_it_or_not_at_all(@ForAll("keys") String key) {
        var read = CheckpointKey.parse(key);
        assertThat(read.map(CheckpointKey::text).orElse(key)).isEqualTo(key);
        read.ifPresent(known -> assertThat(CheckpointKeys.model(key)).isEqualTo(known.model()));
    }

    /** What is written, and the same with numbers too large, too short, negative and none. */
    @Provide
    Arbitrary<String> keys() {
        var numbers = Arbitraries.of(
                "0000000000000000500",
                "9223372036854775807",
                "9223372036854775808",
                "9999999999999999999",
                "00000",
                "99999",
                "100000",
                "2147483648",
                "500",
                "-000000000000000001",
                "+000000000000000001",
                "٠٠٠٠٠",
                "",
                "x");
        var rooms = Arbitraries.of("/manifest/", "/chunk/", "/promoted", "/promoted/", "/", "/Manifest/");
        var models = Arbitraries.of("default", "a.b-c_d", "", "a/b", "ü", "m".repeat(101));
        return Arbitraries.oneOf(
                Combinators.combine(models, rooms, numbers, numbers)
                        .as((model, room, first, second) -> model + room + first + "/" + second),
                Combinators.combine(models, rooms, numbers).as((model, room, number) -> model + room + number),
                Combinators.combine(models, rooms).as((model, room) -> model + room),
                Arbitraries.strings().ofMaxLength(40));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/manifest/0000000000000000500",
                "a/chunk/0000000000000000500/00000",
                "a/promoted",
                "a/promoted/100000"
            })
    void what_is_written_is_read(String key) {
        assertThat(CheckpointKey.parse(key)).isPresent();
    }

    @Test
    void a_manifest_that_says_what_none_can_say_is_refused() {
        assertThatCode(() -> CheckpointRules.weights(CheckpointRules.manifest(KEY, manifest(FILE, good -> {})), FILE))
                .doesNotThrowAnyException();
        for (Consumer<CheckpointManifest.Builder> lie : List.<Consumer<CheckpointManifest.Builder>>of(
                manifest -> manifest.setModel("other"),
                manifest -> manifest.setStep(8),
                manifest -> manifest.setStep(-1),
                manifest -> manifest.setCharacters(-1),
                manifest -> manifest.setParts(0),
                manifest -> manifest.setParts(Integer.MIN_VALUE),
                manifest -> manifest.setParts(Integer.MAX_VALUE),
                manifest -> manifest.setPayloadBytes(-1),
                manifest -> manifest.setPayloadBytes(Long.MAX_VALUE),
                manifest -> manifest.setSha256(""),
                manifest -> manifest.setPayloadSha256("../x"),
                manifest -> manifest.setPreviousSha256("none"))) {
            var lying = manifest(FILE, lie);
            assertThatThrownBy(() -> CheckpointRules.manifest(KEY, lying))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("expected ");
        }
    }

    @Test
    void a_file_of_another_model_vocabulary_shape_or_profile_than_its_manifest_says_is_refused() {
        for (Consumer<CheckpointManifest.Builder> lie : List.<Consumer<CheckpointManifest.Builder>>of(
                manifest -> manifest.setCharacters(71),
                manifest -> manifest.setVocabulary("bytes"),
                manifest -> manifest.setSha256("0".repeat(64)),
                manifest -> with(manifest, "nodes", "12"),
                manifest -> with(manifest, "learning.rate", "0.5"),
                manifest -> manifest.setConfiguration(Map.of()))) {
            var lying = manifest(FILE, lie);
            assertThatThrownBy(() -> CheckpointRules.weights(lying, FILE)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] other = checkpoint("bytes", 6).toBytes();
        assertThatThrownBy(() -> CheckpointRules.weights(manifest(other, manifest -> {}), other))
                .hasMessage("expected a file with vocabulary=text8, found bytes");
    }

    private static void with(CheckpointManifest.Builder manifest, String key, String value) {
        var configuration = new HashMap<>(manifest.getConfiguration());
        configuration.put(key, value);
        manifest.setConfiguration(configuration);
    }

    /** Weights, moments, carried state and the table's sums of squares. */
    @Test
    void an_array_with_a_value_that_is_no_number_is_refused_by_name_whichever_it_is() {
        var all = ByteBuffer.wrap(FILE).order(ByteOrder.LITTLE_ENDIAN);
        int end = Long.BYTES + (int) all.getLong(0);
        for (var tensor : CHECKPOINT.tensors().entrySet()) {
            // In a file the arrays stand one behind the other.
            end += (int) tensor.getValue().length() * Float.BYTES;
            if (tensor.getValue().dataType() != DataType.FLOAT) {
                continue; // all int32 are numbers
            }
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                byte[] file = FILE.clone();
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(end - Float.BYTES, value);
                String said = "array " + tensor.getKey() + " must have finite numbers only: element "
                        + (tensor.getValue().length() - 1);
                assertThatThrownBy(() -> Checkpoint.fromBytes(file)).hasMessageContaining(said);
                assertThatThrownBy(() -> ModelFile.read(file, "m", CHECKPOINT.settings()))
                        .hasMessageContaining(said);
            }
        }
        assertThat(end).isEqualTo(FILE.length);
        assertThat(CHECKPOINT.tensors()).hasSizeGreaterThan(40);
    }

    @Test
    void weights_of_another_size_than_their_own_settings_are_refused() {
        var tensors = new LinkedHashMap<>(CHECKPOINT.tensors());
        tensors.putAll(checkpoint("text8", 5).tensors());
        byte[] file = new SafeTensors(tensors, SafeTensors.fromBytes(FILE).metadata()).toBytes();
        assertThatThrownBy(() -> Checkpoint.fromBytes(file))
                .hasMessageContaining("nodes=6")
                .hasMessageContaining("nodes=5");
    }

    /** 40 MB of an array would make 6 TB of weights. */
    @ParameterizedTest
    @ValueSource(strings = {"w", "weight_hh_l0"})
    void arrays_that_speak_of_more_nodes_than_there_are_numbers_take_no_memory(String name) {
        var tensors = new TreeMap<String, INDArray>();
        tensors.put(name, Nd4j.zeros(name.equals("w") ? 1_000_000 : 1, name.equals("w") ? 1 : 1_000_000));
        for (String other : List.of("weight_ih_l0", "bias_ih_l0", "bias_hh_l0", "decoder.weight", "decoder.bias")) {
            if (name.startsWith("weight")) {
                tensors.put(other, Nd4j.zeros(1, 1));
            }
        }
        byte[] file = new SafeTensors(tensors, Map.of()).toBytes();
        assertThatThrownBy(() -> ModelFile.weights(file)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CheckpointManifest manifest(byte[] file, Consumer<CheckpointManifest.Builder> change) {
        var manifest = CheckpointManifest.newBuilder(
                CheckpointRecords.of(CHECKPOINT, file, null, List.of(), Map.of(), Instant.EPOCH)
                        .manifest());
        change.accept(manifest);
        return manifest.build();
    }

    private static Checkpoint checkpoint(String vocabulary, int nodes) {
        var settings = new LearnerSettings(
                Vocabulary.named(vocabulary),
                new NetworkSettings(nodes, 2, 0, 0, 0.4),
                new WindowSettings(2, 10, 5, 0, 2),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(1, 1, 0), 1, 0),
                new MixtureSize(10),
                3);
        var learner = new Learner(settings, new Nd4jEngine());
        return new Checkpoint("default", 7, 70, settings, Map.of(), learner.tensors());
    }
}
