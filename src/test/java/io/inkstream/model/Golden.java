package io.inkstream.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Figures of the independent numpy reference, on the corpus of numbers. */
public final class Golden {

    static final List<String> NAMES =
            List.of("ix", "im", "ib", "fx", "fm", "fb", "cx", "cm", "cb", "ox", "om", "ob", "w", "b");

    private Golden() {}

    /** The 64-node network's starting weights in float32. */
    public static Parameters initial64() {
        var arrays = new LinkedHashMap<String, INDArray>();
        for (String name : NAMES) {
            arrays.put(
                    name,
                    Nd4j.createFromNpyFile(path("initial_64/" + name + ".npy").toFile()));
        }
        return Parameters.named(arrays);
    }

    public static List<String> lines(String name) throws IOException {
        return Files.readAllLines(path(name));
    }

    public static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(path(name).toFile());
    }

    public static Map<String, INDArray> arrays(JsonNode byName, DataType type) {
        var arrays = new LinkedHashMap<String, INDArray>();
        byName.properties().forEach(field -> arrays.put(field.getKey(), array(field.getValue(), type)));
        return arrays;
    }

    /** A vector or a matrix. */
    public static INDArray array(JsonNode rows, DataType type) {
        if (!rows.get(0).isArray()) {
            return Nd4j.createFromArray(row(rows)).castTo(type);
        }
        return Nd4j.createFromArray(StreamSupport.stream(rows.spliterator(), false)
                        .map(Golden::row)
                        .toArray(double[][]::new))
                .castTo(type);
    }

    private static double[] row(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    public static int[][] batches(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> StreamSupport.stream(row.spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static Path path(String name) {
        try {
            return Path.of(Golden.class.getResource("/golden/numbers/" + name).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
