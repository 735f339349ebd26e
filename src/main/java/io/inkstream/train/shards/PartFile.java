package io.inkstream.train.shards;

import io.inkstream.checkpoint.SafeTensors;
import io.inkstream.learn.Learner;
import io.inkstream.learn.Part;
import io.inkstream.learn.WindowCosts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A shard's part of a round as a safetensors file: its arrays under the names that a checkpoint has for them, what characters cost under {@code costs/}, and what its
 * steps add up to in the metadata.
 */
public final class PartFile {

    private static final String FORMAT = "inkstream-part/1";
    private static final String NATS = "costs/nats/";
    private static final String EXPECTED = "costs/expected/";

    private PartFile() {}

    /** Returns a part as a file. */
    public static byte[] bytes(Part part) {
        var tensors = new LinkedHashMap<>(part.tensors());
        int window = 0;
        for (var costs : part.costs()) {
            tensors.put(NATS + window, Nd4j.createFromArray(costs.nats()));
            tensors.put(EXPECTED + window++, Nd4j.createFromArray(costs.expected()));
        }
        var learned = part.learned();
        var metadata = new TreeMap<String, String>();
        metadata.put("format", FORMAT);
        metadata.put("step", Long.toString(learned.step()));
        metadata.put("loss", Double.toString(learned.loss()));
        metadata.put("learningRate", Double.toString(learned.learningRate()));
        metadata.put("gradientNorm", Double.toString(learned.gradientNorm()));
        metadata.put("characters", Long.toString(learned.characters()));
        metadata.put("mixedNats", Double.toString(learned.mixedNats()));
        metadata.put("mixedCharacters", Long.toString(learned.mixedCharacters()));
        metadata.put("windows", Integer.toString(window));
        return new SafeTensors(tensors, metadata).toBytes();
    }

    /** @throws IllegalArgumentException if the bytes are no such file */
    public static Part read(byte[] bytes) {
        var file = SafeTensors.fromBytes(bytes);
        var metadata = file.metadata();
        if (!FORMAT.equals(metadata.get("format"))) {
            throw new IllegalArgumentException(
                    "not a part of a round: metadata format must be " + FORMAT + ": " + metadata.get("format"));
        }
        try {
            var tensors = new LinkedHashMap<>(file.tensors());
            return new Part(tensors, learned(metadata), costs(tensors, Integer.parseInt(metadata.get("windows"))));
        } catch (NumberFormatException | NullPointerException e) {
            throw new IllegalArgumentException("not a part of a round: metadata must be numbers: " + metadata, e);
        }
    }

    private static Learner.Step learned(Map<String, String> metadata) {
        return new Learner.Step(
                Long.parseLong(metadata.get("step")),
                Double.parseDouble(metadata.get("loss")),
                Double.parseDouble(metadata.get("learningRate")),
                Double.parseDouble(metadata.get("gradientNorm")),
                Long.parseLong(metadata.get("characters")),
                Double.parseDouble(metadata.get("mixedNats")),
                Long.parseLong(metadata.get("mixedCharacters")));
    }

    private static List<WindowCosts> costs(Map<String, INDArray> tensors, int windows) {
        var costs = new ArrayList<WindowCosts>();
        for (int window = 0; window < windows; window++) {
            costs.add(new WindowCosts(floats(tensors, NATS + window), floats(tensors, EXPECTED + window)));
        }
        return costs;
    }

    private static float[] floats(Map<String, INDArray> tensors, String name) {
        var array = tensors.remove(name);
        if (array == null) {
            throw new IllegalArgumentException("array " + name + " must be there: missing");
        }
        return array.data().asFloat();
    }
}
