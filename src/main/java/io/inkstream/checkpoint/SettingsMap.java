package io.inkstream.checkpoint;

import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings as a checkpoint and its manifest write them: under the names of the configuration's keys. */
public final class SettingsMap {

    /** What weights, carried state and the walk through a window depend on: it cannot change while a model lives. */
    private static final List<String> SHAPE = List.of(
            "vocabulary",
            "nodes",
            "layers",
            "batch.size",
            "segment.length",
            "unrollings",
            "optimizer",
            "replay.windows",
            "mixture.bits");

    private SettingsMap() {}

    public static Map<String, String> of(LearnerSettings settings) {
        var map = new TreeMap<String, String>();
        map.put("vocabulary", settings.vocabulary().name());
        map.put("nodes", Integer.toString(settings.network().nodes()));
        map.put("layers", Integer.toString(settings.network().layers()));
        map.put("batch.size", Integer.toString(settings.window().batchSize()));
        map.put("segment.length", Integer.toString(settings.window().segmentLength()));
        map.put("unrollings", Integer.toString(settings.window().unrollings()));
        map.put("optimizer", settings.optimizer().algorithm().toString());
        map.put(
                "learning.rate",
                Double.toString(settings.optimizer().learningRate().initial()));
        map.put(
                "learning.rate.schedule",
                settings.optimizer().learningRate().schedule().toString());
        map.put(
                "learning.rate.warmup",
                Long.toString(settings.optimizer().learningRate().warmUp()));
        map.put(
                "learning.rate.decay",
                Double.toString(settings.optimizer().learningRate().decay()));
        map.put(
                "learning.rate.decay.every",
                Long.toString(settings.optimizer().learningRate().every()));
        map.put("clip.norm", Double.toString(settings.optimizer().clipNorm()));
        map.put("forget.bias", Double.toString(settings.network().forgetBias()));
        map.put("initial.mean", Double.toString(settings.network().initialMean()));
        map.put("initial.deviation", Double.toString(settings.network().initialDeviation()));
        map.put("seed", Long.toString(settings.seed()));
        map.put("replay.windows", Integer.toString(settings.window().replayWindows()));
        map.put("mixture.bits", Integer.toString(settings.mixture().bits()));
        map.put("weight.decay", Double.toString(settings.optimizer().weightDecay()));
        map.put("state.reset.windows", Integer.toString(settings.window().resetWindows()));
        return map;
    }

    /** @throws IllegalArgumentException if one is missing, or its value is not one that it can have */
    public static LearnerSettings read(Map<String, String> map) {
        try {
            return settings(map);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a checkpoint's settings must be numbers where they count: " + map, e);
        }
    }

    private static LearnerSettings settings(Map<String, String> map) {
        requireNoContexts(map);
        // Checkpoints of earlier releases know neither layers nor other schedules nor replay nor a mixture, and neither
        // decay nor
        // resets.
        return new LearnerSettings(
                Vocabulary.named(get(map, "vocabulary")),
                new NetworkSettings(
                        Integer.parseInt(get(map, "nodes")),
                        Integer.parseInt(map.getOrDefault("layers", "1")),
                        Double.parseDouble(get(map, "forget.bias")),
                        Double.parseDouble(get(map, "initial.mean")),
                        Double.parseDouble(get(map, "initial.deviation"))),
                new WindowSettings(
                        Integer.parseInt(get(map, "batch.size")),
                        Integer.parseInt(get(map, "segment.length")),
                        Integer.parseInt(get(map, "unrollings")),
                        Integer.parseInt(map.getOrDefault("state.reset.windows", "0")),
                        Integer.parseInt(map.getOrDefault("replay.windows", "0"))),
                new OptimizerSettings(
                        Optimizer.Algorithm.named(get(map, "optimizer")),
                        new LearningRate(
                                Double.parseDouble(get(map, "learning.rate")),
                                LearningRate.Schedule.named(map.getOrDefault("learning.rate.schedule", "staircase")),
                                Double.parseDouble(get(map, "learning.rate.decay")),
                                Long.parseLong(get(map, "learning.rate.decay.every")),
                                Long.parseLong(map.getOrDefault("learning.rate.warmup", "0"))),
                        Double.parseDouble(get(map, "clip.norm")),
                        Double.parseDouble(map.getOrDefault("weight.decay", "0"))),
                new MixtureSize(Integer.parseInt(map.getOrDefault("mixture.bits", "0"))),
                Long.parseLong(get(map, "seed")));
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

    private static String get(Map<String, String> map, String key) {
        String value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException("a checkpoint must have the setting " + key + ": it has none");
        }
        return value;
    }

    /**
     * Checks that a model can go on under these settings.
     *
     * @throws IllegalStateException if its network or windows are others; the message names the key and both values
     */
    public static void requireSameShape(String model, LearnerSettings checkpoint, LearnerSettings configured) {
        var was = of(checkpoint);
        var is = of(configured);
        for (String key : SHAPE) {
            if (!was.get(key).equals(is.get(key))) {
                throw new IllegalStateException(key + " must be " + was.get(key) + ", as in the checkpoint of model "
                        + model + ": " + is.get(key) + "; set it back, or delete the model with inkstream reset");
            }
        }
    }
}
