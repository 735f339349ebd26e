package io.inkstream.checkpoint;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models as files that others read and write: a checkpoint, or bare weights under the tutorial's names or PyTorch's. */
public final class ModelFile {

    private ModelFile() {}

    /** How a file names and arranges the weights. */
    public enum Layout {
        /** {@code ix im ib} and on; with state, optimizer and all that training needs. */
        TUTORIAL,
        /** {@code weight_ih_l0} and on, as {@code torch.nn.LSTM}: the weights alone. */
        PYTORCH
    }

    /** Returns a checkpoint as a safetensors file. */
    public static byte[] write(Checkpoint checkpoint, Layout layout) {
        return layout == Layout.TUTORIAL
                ? checkpoint.toBytes()
                : new SafeTensors(PyTorchLayout.of(checkpoint.weights()), checkpoint.metadata("pt")).toBytes();
    }

    /**
     * Reads the weights of such a file, whatever else is in it.
     *
     * @throws IllegalArgumentException if it is no safetensors file, or an array is missing or of another shape; the message
     *     names it
     */
    public static Parameters weights(byte[] file) {
        return weights(SafeTensors.fromBytes(file).tensors());
    }

    private static Parameters weights(Map<String, INDArray> tensors) {
        return PyTorchLayout.isIn(tensors) ? PyTorchLayout.read(tensors) : Parameters.named(tensors);
    }

    /**
     * Reads a model out of such a file. Of a file from elsewhere the step is 0.
     *
     * @param model its name, where the file has none
     * @param settings its settings, where the file has none
     * @throws IllegalArgumentException as {@link #weights(byte[])}, or if the weights are not of the settings' size
     */
    public static Checkpoint read(byte[] bytes, String model, LearnerSettings settings) {
        var file = SafeTensors.fromBytes(bytes);
        if (Checkpoint.isIn(file)) {
            var whole = Checkpoint.from(file);
            whole.weights(); // of the shapes that they must have, or refused
            return whole;
        }
        var weights = weights(file.tensors());
        var bare = new LinkedHashMap<>(weights.named());
        var read = Checkpoint.hasSettings(file)
                ? Checkpoint.from(new SafeTensors(bare, file.metadata()))
                : new Checkpoint(model, 0, 0, settings, Map.of(), bare);
        requireSize(weights, read.settings());
        return new Checkpoint(read.model(), read.step(), read.characters(), read.settings(), Map.of(), bare);
    }

    /** @throws IllegalArgumentException if the weights are not of the settings' size; the message names the keys */
    public static void requireSize(Parameters weights, LearnerSettings settings) {
        requireSize(weights.shape(), settings);
    }

    /** @throws IllegalArgumentException naming an array with NaN or infinite values */
    public static void requireFinite(Parameters weights) {
        FiniteArrays.require(weights.named());
    }

    static void requireSize(NetworkShape is, LearnerSettings settings) {
        var wanted = settings.shape();
        if (!is.equals(wanted)) {
            throw new IllegalArgumentException(
                    "the weights must be for vocabulary=%s (%d characters), nodes=%d, layers=%d, mixture.bits=%d: they are for %d characters, nodes=%d, layers=%d, mixture.bits=%d; set these keys to what the file has"
                            .formatted(
                                    settings.vocabulary().name(),
                                    wanted.vocabulary(),
                                    wanted.nodes(),
                                    wanted.layers(),
                                    wanted.mixture().bits(),
                                    is.vocabulary(),
                                    is.nodes(),
                                    is.layers(),
                                    is.mixture().bits()));
        }
    }
}
