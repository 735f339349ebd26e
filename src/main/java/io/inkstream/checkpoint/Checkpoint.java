package io.inkstream.checkpoint;

import io.inkstream.lstm.LearnerSettings;
import io.inkstream.lstm.Parameters;
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

    public Checkpoint {
        trainer = Collections.unmodifiableMap(new TreeMap<>(trainer));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** The weights alone. */
    public Parameters weights() {
        return Parameters.named(tensors);
    }

    /** The checkpoint as a safetensors file. */
    public byte[] toBytes() {
        var metadata = new TreeMap<String, String>();
        metadata.put("format", FORMAT);
        metadata.put("model", model);
        metadata.put("step", Long.toString(step));
        metadata.put("characters", Long.toString(characters));
        SettingsMap.of(settings).forEach((key, value) -> metadata.put(SETTING + key, value));
        trainer.forEach((key, value) -> metadata.put(TRAINER + key, value));
        return new SafeTensors(tensors, metadata).toBytes();
    }

    /**
     * Reads such a file.
     *
     * @throws IllegalArgumentException if it is not a checkpoint; the message says what is wrong with it
     */
    public static Checkpoint fromBytes(byte[] bytes) {
        var file = SafeTensors.fromBytes(bytes);
        var metadata = file.metadata();
        if (!FORMAT.equals(metadata.get("format"))) {
            throw new IllegalArgumentException(
                    "not a checkpoint: metadata format must be " + FORMAT + ": " + metadata.get("format"));
        }
        return new Checkpoint(
                metadata.get("model"),
                Long.parseLong(metadata.get("step")),
                Long.parseLong(metadata.get("characters")),
                SettingsMap.read(under(SETTING, metadata)),
                under(TRAINER, metadata),
                file.tensors());
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
