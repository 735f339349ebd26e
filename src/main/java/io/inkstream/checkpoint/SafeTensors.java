package io.inkstream.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.model.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Named float32 and int32 arrays and a map of texts as one file in the safetensors format: eight bytes of header length
 * (little-endian), a JSON header, then the arrays, row-major and little-endian. The same content always gives the same bytes.
 *
 * @param tensors the arrays by name, in the order they stand in the file
 * @param metadata texts by name; written in the order of their names
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public record SafeTensors(Map<String, INDArray> tensors, Map<String, String> metadata) {

    private static final ObjectMapper JSON = new ObjectMapper();
    static final String FLOAT = "F32";
    static final String INT = "I32";
    static final String METADATA = "__metadata__";

    public SafeTensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** The file's bytes. */
    public byte[] toBytes() {
        var header = JSON.createObjectNode();
        var texts = header.putObject(METADATA);
        metadata.forEach(texts::put);
        long end = 0;
        for (var tensor : tensors.entrySet()) {
            var entry = header.putObject(tensor.getKey()).put("dtype", isInt(tensor.getValue()) ? INT : FLOAT);
            var shape = entry.putArray("shape");
            for (long size : tensor.getValue().shape()) {
                shape.add(size);
            }
            long begin = end;
            end += tensor.getValue().length() * Float.BYTES;
            entry.putArray("data_offsets").add(begin).add(end);
        }
        byte[] head = padded(header);
        var file = ByteBuffer.allocate(Math.toIntExact(Long.BYTES + head.length + end))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(head.length)
                .put(head);
        for (var tensor : tensors.values()) {
            if (isInt(tensor)) {
                file.asIntBuffer().put(Tensors.ints(tensor));
            } else {
                file.asFloatBuffer().put(Tensors.floats(tensor));
            }
            file.position(file.position() + (int) tensor.length() * Float.BYTES);
        }
        return file.array();
    }

    private static boolean isInt(INDArray tensor) {
        return tensor.dataType() == DataType.INT32;
    }

    /**
     * Reads such a file.
     *
     * @throws IllegalArgumentException if the bytes are not a safetensors file of float32 and int32 arrays, one behind the other; the
     *     message says what was found where
     */
    public static SafeTensors fromBytes(byte[] bytes) {
        return SafeTensorsReader.read(bytes);
    }

    /** Padded with spaces so that the arrays begin at a multiple of eight bytes, as the format's own writer does. */
    private static byte[] padded(JsonNode header) {
        try {
            byte[] head = JSON.writeValueAsBytes(header);
            byte[] padded = Arrays.copyOf(head, (head.length + 7) / 8 * 8);
            Arrays.fill(padded, head.length, padded.length, (byte) ' ');
            return padded;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a header of texts and numbers is always JSON", e);
        }
    }
}
