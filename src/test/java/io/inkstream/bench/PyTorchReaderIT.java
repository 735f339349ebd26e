package io.inkstream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inkstream.bench.speed.Contestants;
import io.inkstream.checkpoint.ModelFile;
import io.inkstream.checkpoint.TrainedModel;
import io.inkstream.engine.Engine;
import io.inkstream.text.Vocabulary;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch itself reads an export and says what comes next; with the profile bench, which has it. */
final class PyTorchReaderIT {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void pytorch_computes_our_logits_from_the_export(int layers) throws Exception {
        var home = Path.of(System.getProperty("inkstream.home"));
        assumeTrue(
                new Contestants(home).isThere("pytorch"),
                "PyTorch is not there: mvn -Pbench -DskipTests package has it");
        byte[] ids = Vocabulary.named("text8")
                .encode("one thousand two hundred and thirty four thousand five hundred")
                .ids();
        var file = folder.resolve("model.safetensors");
        float[][] ours;
        try (var engine = Engine.named("portable", 1)) {
            var model = TrainedModel.of(layers, engine);
            Files.write(file, ModelFile.write(model, ModelFile.Layout.PYTORCH));
            ours = TrainedModel.logits(model, ids, engine);
        }

        float[][] theirs = read(home.resolve("peers/pytorch"), file, ids);

        assertThat(theirs).hasDimensions(ids.length, 27);
        double largest = 0;
        for (int i = 0; i < ids.length; i++) {
            for (int c = 0; c < 27; c++) {
                assertThat(theirs[i][c]).isCloseTo(ours[i][c], within(1e-5f));
                largest = Math.max(largest, Math.abs(theirs[i][c] - ours[i][c]));
            }
        }
        System.out.printf("%d layers: PyTorch's logits are at most %.1e from ours%n", layers, largest);
    }

    private static float[][] read(Path peer, Path file, byte[] ids) throws Exception {
        var log = file.resolveSibling("pytorch.log").toFile();
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        peer.resolve("*") + File.pathSeparator,
                        "io.inkstream.peers.pytorch.PyTorchReader",
                        file.toString(),
                        IntStream.range(0, ids.length)
                                .mapToObj(i -> Integer.toString(ids[i]))
                                .collect(Collectors.joining(","))))
                .redirectError(log)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(() -> log + " " + contents(log.toPath()))
                .isZero();
        return printed.lines()
                .map(line -> {
                    double[] values = Arrays.stream(line.split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                    var row = new float[values.length];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = (float) values[i];
                    }
                    return row;
                })
                .toArray(float[][]::new);
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
