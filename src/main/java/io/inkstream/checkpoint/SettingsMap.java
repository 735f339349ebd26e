package io.inkstream.checkpoint;

import io.inkstream.config.RecordedSettings;
import io.inkstream.learn.LearnerSettings;
import java.util.Map;

/** Settings as a checkpoint and its manifest write them: under the names of the configuration's keys. */
public final class SettingsMap {

    private SettingsMap() {}

    public static Map<String, String> of(LearnerSettings settings) {
        return RecordedSettings.entries(settings);
    }

    /** @throws IllegalArgumentException if one is missing, or its value is not one that it can have */
    public static LearnerSettings read(Map<String, String> map) {
        requireNoContexts(map);
        return RecordedSettings.read(map);
    }

    private static void requireNoContexts(Map<String, String> map) {
        String length = map.getOrDefault("context.length", "0");
        if (!length.equals("0")) {
            throw new IllegalArgumentException(
                    "a checkpoint must have a mixture (mixture.bits) or a network alone: it has a"
                            + " table of contexts (context.length=" + length
                            + "), which an earlier release learned and this one"
                            + " cannot continue; start a new model under another name, or delete this one with inkstream reset");
        }
    }

    /**
     * Whether two checkpoints were made under the same settings. One that an earlier release wrote names fewer, and what it does not
     * name was off.
     *
     * @throws IllegalArgumentException as {@link #read}
     */
    public static boolean areSame(Map<String, String> one, Map<String, String> other) {
        return read(one).equals(read(other));
    }

    /**
     * Checks that a model can go on under these settings.
     *
     * @throws IllegalStateException if its network or windows are others; the message names the key and both values
     */
    public static void requireSameShape(String model, LearnerSettings checkpoint, LearnerSettings configured) {
        var was = of(checkpoint);
        var is = of(configured);
        for (String key : RecordedSettings.fixed()) {
            if (!was.get(key).equals(is.get(key))) {
                throw new IllegalStateException(key + " must be " + was.get(key) + ", as in the checkpoint of model "
                        + model + ": " + is.get(key) + "; set it back, or delete the model with inkstream reset");
            }
        }
    }
}
