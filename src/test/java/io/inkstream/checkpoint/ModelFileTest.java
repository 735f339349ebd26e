package io.inkstream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.engine.Engine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.Tutorial;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class ModelFileTest {

    private static final byte[] IDS =
            Vocabulary.named("text8").encode("one thousand two hundred and").ids();

    private static final Engine ENGINE = Engine.named("portable", 1);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void the_documented_equations_of_pytorch_give_our_logits_from_the_export(int layers) {
        var model = TrainedModel.of(layers, ENGINE);
        var file = SafeTensors.fromBytes(ModelFile.write(model, ModelFile.Layout.PYTORCH));

        double[][] theirs = new Equations(file.tensors(), layers, true).logits(IDS);
        float[][] ours = TrainedModel.logits(model, IDS, ENGINE);
        for (int i = 0; i < IDS.length; i++) {
            for (int c = 0; c < 27; c++) {
                assertThat((double) ours[i][c]).isCloseTo(theirs[i][c], within(1e-5));
            }
        }
        assertThat(Arrays.stream(theirs[IDS.length - 1]).summaryStatistics().getMax())
                .as("it has learned something")
                .isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 12", "4, 0"})
    void a_model_comes_back_from_either_layout_to_the_bit_and_with_its_settings(int layers, int bits) {
        var model = TrainedModel.of(layers, new MixtureSize(bits), ENGINE);
        for (var layout : ModelFile.Layout.values()) {
            byte[] file = ModelFile.write(model, layout);
            var read = ModelFile.read(file, "nobody", Tutorial.SETTINGS);
            assertThat(read.weights().sha256()).isEqualTo(model.weights().sha256());
            assertThat(ModelFile.weights(file).sha256())
                    .isEqualTo(model.weights().sha256());
            assertThat(read.settings()).isEqualTo(model.settings());
            assertThat(read.model()).isEqualTo("default");
            assertThat(read.step()).isEqualTo(model.step());
        }
    }

    /** As {@code torch.nn.LSTM(27, 8, num_layers=2)} and {@code torch.nn.Linear(8, 27)} in a module save them. */
    @Test
    void an_ordinary_lstm_of_pytorch_is_read_with_what_it_does_not_connect_as_zeros() {
        var random = new Random(5);
        var tensors = new LinkedHashMap<String, INDArray>();
        for (int layer = 0; layer < 2; layer++) {
            tensors.put("rnn.weight_ih_l" + layer, drawn(random, 32, layer == 0 ? 27 : 8));
            tensors.put("rnn.weight_hh_l" + layer, drawn(random, 32, 8));
            tensors.put("rnn.bias_ih_l" + layer, drawn(random, 32));
            tensors.put("rnn.bias_hh_l" + layer, drawn(random, 32));
        }
        tensors.put("out.weight", drawn(random, 27, 8));
        tensors.put("out.bias", drawn(random, 27));
        var settings = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(8, 2, 0, 0, 0.1),
                new WindowSettings(1, 10, 10, 0, 0),
                new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 1, 0), 1, 0),
                MixtureSize.NONE,
                1);
        var read = ModelFile.read(new SafeTensors(tensors, Map.of()).toBytes(), "foreign", settings);

        var named = new LinkedHashMap<String, INDArray>();
        tensors.forEach((name, tensor) -> named.put(name.replace("rnn.", "").replace("out.", "decoder."), tensor));
        double[][] theirs = new Equations(named, 2, false).logits(IDS);
        float[][] ours = TrainedModel.logits(read, IDS, ENGINE);
        for (int c = 0; c < 27; c++) {
            assertThat((double) ours[IDS.length - 1][c]).isCloseTo(theirs[IDS.length - 1][c], within(1e-5));
        }
        assertThat(read.model()).isEqualTo("foreign");
        assertThat(read.step()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight_hh_l0 | 48 x 12 | weight_hh_l0",
                "bias_hh_l0 | none | bias_ih and bias_hh",
                "decoder.weight | 27 x 11 | decoder.weight must have shape",
                "weight_ih_l0 | 48 x 28 | weight_ih_l0 must have shape",
                "weight_hr_l0 | 3 x 3 | weight_hr_l0 has no place",
                "weight_ih_l0_reverse | 3 x 3 | weight_ih_l0_reverse has no place",
                "other.bias | 27 | other.bias has no place",
                "bias_ih_l1 | 48 | bias_ih and bias_hh",
            })
    void what_is_missing_or_has_no_place_is_named(String name, String shape, String said) {
        var model = TrainedModel.of(1, ENGINE);
        var tensors = new LinkedHashMap<>(SafeTensors.fromBytes(ModelFile.write(model, ModelFile.Layout.PYTORCH))
                .tensors());
        if (shape.equals("none") || name.equals("weight_hh_l0")) {
            tensors.remove(name);
        } else {
            var sizes = shape.split(" x ");
            tensors.put(
                    name,
                    sizes.length == 1
                            ? Nd4j.zeros(Long.parseLong(sizes[0]))
                            : Nd4j.zeros(Long.parseLong(sizes[0]), Long.parseLong(sizes[1])));
        }
        byte[] file = new SafeTensors(tensors, Map.of()).toBytes();
        assertThatThrownBy(() -> ModelFile.weights(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void weights_of_another_size_than_the_settings_are_refused_with_the_keys() {
        byte[] file =
                new SafeTensors(PyTorchLayout.of(TrainedModel.of(2, ENGINE).weights()), Map.of()).toBytes();
        assertThatThrownBy(() -> ModelFile.read(file, "m", Tutorial.SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nodes=64, layers=1")
                .hasMessageContaining("nodes=12, layers=2");
    }

    private static INDArray drawn(Random random, long... shape) {
        var array = Nd4j.create(shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, (float) random.nextGaussian() / 3);
        }
        return array;
    }

    /** The equations on the pages of torch.nn.LSTM and torch.nn.Linear, in float64, from arrays under PyTorch's names. */
    private record Equations(Map<String, INDArray> w, int layers, boolean skips) {

        double[][] logits(byte[] ids) {
            int nodes = (int) w.get("weight_hh_l0").size(1);
            var h = new double[layers][nodes];
            var c = new double[layers][nodes];
            var logits = new double[ids.length][];
            for (int t = 0; t < ids.length; t++) {
                var oneHot = new double[27];
                oneHot[ids[t]] = 1;
                double[] below = oneHot;
                double[] all = {};
                for (int layer = 0; layer < layers; layer++) {
                    step(layer, below, h[layer], c[layer]);
                    below = skips ? joined(oneHot, h[layer]) : h[layer];
                    all = skips ? joined(all, h[layer]) : h[layer];
                }
                logits[t] = linear("decoder.weight", "decoder.bias", all);
            }
            return logits;
        }

        private void step(int layer, double[] x, double[] h, double[] c) {
            double[] fromInput = linear("weight_ih_l" + layer, "bias_ih_l" + layer, x);
            double[] fromHidden = linear("weight_hh_l" + layer, "bias_hh_l" + layer, h);
            int nodes = h.length;
            for (int k = 0; k < nodes; k++) {
                double i = sigmoid(fromInput[k] + fromHidden[k]);
                double f = sigmoid(fromInput[nodes + k] + fromHidden[nodes + k]);
                double g = Math.tanh(fromInput[2 * nodes + k] + fromHidden[2 * nodes + k]);
                double o = sigmoid(fromInput[3 * nodes + k] + fromHidden[3 * nodes + k]);
                c[k] = f * c[k] + i * g;
                h[k] = o * Math.tanh(c[k]);
            }
        }

        private double[] linear(String weight, String bias, double[] x) {
            var matrix = w.get(weight);
            var y = new double[(int) matrix.size(0)];
            for (int row = 0; row < y.length; row++) {
                y[row] = w.get(bias).getDouble(row);
                for (int column = 0; column < x.length; column++) {
                    y[row] += matrix.getDouble(row, column) * x[column];
                }
            }
            return y;
        }

        private static double sigmoid(double x) {
            return 1 / (1 + Math.exp(-x));
        }

        private static double[] joined(double[] first, double[] second) {
            var both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return both;
        }
    }
}
