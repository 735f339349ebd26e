package io.inkstream.checkpoint;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.model.Parameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model at one training step, with all that training needs to go on from there. Its file is a safetensors file whose
 * metadata hold the rest of this record.
 *
 * @param model the model's name
 * @param step training steps done
 * @param characters characters learned so far
 * @param settings what shapes the learning
 * @param trainer what the trainer needs to go on, in its own words (empty for an imported model)
 * @param tensors weights under the tutorial's names, carried state under {@code state/}, optimizer under its own name
 */
public record Checkpoint(
        String model,
        long step,
        long characters,
        LearnerSettings settings,
        Map<String, String> trainer,
        Map<String, INDArray> tensors) {

    private static final String FORMAT = "inkstream-checkpoint/1";
    private static final String SETTING = "setting.";
    private static final String TRAINER = "trainer.";

    /** @throws IllegalArgumentException naming an array with NaN or infinite values: there is no checkpoint of such a model */
    public Checkpoint {
        FiniteArrays.require(tensors);
        trainer = Collections.unmodifiableMap(new TreeMap<>(trainer));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** The weights alone. */
    public Parameters weights() {
        return Parameters.named(tensors);
    }

    /** The checkpoint as a safetensors file. */
    public byte[] toBytes() {
        var metadata = metadata(FORMAT);
        trainer.forEach((key, value) -> metadata.put(TRAINER + key, value));
        return new SafeTensors(tensors, metadata).toBytes();
    }

    /** What a file says of the model, without what only training needs. */
    Map<String, String> metadata(String format) {
        var metadata = new TreeMap<String, String>();
        metadata.put("format", format);
        metadata.put("model", model);
        metadata.put("step", Long.toString(step));
        metadata.put("characters", Long.toString(characters));
        SettingsMap.of(settings).forEach((key, value) -> metadata.put(SETTING + key, value));
        return metadata;
    }

    /**
     * Reads such a file.
     *
     * @throws IllegalArgumentException if it is not a checkpoint; the message says what is wrong with it
     */
    public static Checkpoint fromBytes(byte[] bytes) {
        var file = SafeTensors.fromBytes(bytes);
        if (!isIn(file)) {
            throw new IllegalArgumentException("not a checkpoint: metadata format must be " + FORMAT + ": "
                    + file.metadata().get("format"));
        }
        return from(file);
    }

    /** Whether a file is a whole checkpoint. */
    static boolean isIn(SafeTensors file) {
        return FORMAT.equals(file.metadata().get("format"));
    }

    /** Whether a file says which settings its model has. */
    static boolean hasSettings(SafeTensors file) {
        return file.metadata().containsKey(SETTING + "vocabulary");
    }

    /** @throws IllegalArgumentException if it is none, or its arrays are not of the size that its settings say */
    static Checkpoint from(SafeTensors file) {
        var metadata = file.metadata();
        String model = metadata.getOrDefault("model", "");
        if (!CheckpointKeys.isModelName(model)) {
            throw new IllegalArgumentException("metadata model must be a model's name: " + model);
        }
        var settings = SettingsMap.read(under(SETTING, metadata));
        ModelFile.requireSize(Parameters.shapeOf(file.tensors()), settings);
        return new Checkpoint(
                model,
                number(metadata, "step"),
                number(metadata, "characters"),
                settings,
                under(TRAINER, metadata),
                file.tensors());
    }

    private static long number(Map<String, String> metadata, String key) {
        String value = metadata.getOrDefault(key, "");
        if (!value.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("metadata " + key + " must be a whole number: " + value);
        }
        return Long.parseLong(value);
    }

    private static Map<String, String> under(String prefix, Map<String, String> metadata) {
        var found = new TreeMap<String, String>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
