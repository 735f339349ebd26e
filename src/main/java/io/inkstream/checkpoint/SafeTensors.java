package io.inkstream.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Named float32 arrays and a map of texts as one file in the safetensors format: eight bytes of header length
 * (little-endian), a JSON header, then the arrays, row-major and little-endian. The same content always gives the same bytes.
 *
 * @param tensors the arrays by name, in the order they stand in the file
 * @param metadata texts by name; written in the order of their names
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public record SafeTensors(Map<String, INDArray> tensors, Map<String, String> metadata) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";
    /** A checkpoint's header holds the validation text, up to a million characters in Base64. */
    private static final int HEADER_MAX = 4 << 20;

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
            var entry = header.putObject(tensor.getKey()).put("dtype", "F32");
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
            float[] values = tensor.castTo(DataType.FLOAT).dup('c').data().asFloat();
            file.asFloatBuffer().put(values);
            file.position(file.position() + values.length * Float.BYTES);
        }
        return file.array();
    }

    /**
     * Reads such a file.
     *
     * @throws IllegalArgumentException if the bytes are not a safetensors file of float32 arrays; the message says what was
     *     found where
     */
    public static SafeTensors fromBytes(byte[] bytes) {
        var file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long length = bytes.length < Long.BYTES ? -1 : file.getLong();
        if (length < 2 || length > Math.min(HEADER_MAX, bytes.length - Long.BYTES)) {
            throw new IllegalArgumentException("not a safetensors file: a header of " + length + " bytes in a file of "
                    + bytes.length + " bytes (at most " + HEADER_MAX + ")");
        }
        int data = Long.BYTES + (int) length;
        JsonNode header;
        try {
            header = JSON.readTree(bytes, Long.BYTES, (int) length);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a safetensors file: its header is not JSON: " + e.getMessage(), e);
        }
        var tensors = new LinkedHashMap<String, INDArray>();
        var metadata = new TreeMap<String, String>();
        header.properties().forEach(entry -> {
            if (entry.getKey().equals(METADATA)) {
                entry.getValue()
                        .properties()
                        .forEach(text ->
                                metadata.put(text.getKey(), text.getValue().asText()));
            } else {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), bytes, data));
            }
        });
        return new SafeTensors(tensors, metadata);
    }

    private static INDArray tensor(String name, JsonNode entry, byte[] bytes, int data) {
        if (!entry.path("dtype").asText().equals("F32")) {
            throw new IllegalArgumentException("tensor " + name + " must have dtype F32: "
                    + entry.path("dtype").asText("none"));
        }
        long[] shape = new long[entry.path("shape").size()];
        Arrays.setAll(shape, i -> entry.path("shape").get(i).asLong());
        long begin = entry.path("data_offsets").path(0).asLong(-1);
        long end = entry.path("data_offsets").path(1).asLong(-1);
        long count = elements(shape);
        if (begin < 0 || end > bytes.length - data || count < 0 || end - begin != count * Float.BYTES) {
            throw new IllegalArgumentException("tensor " + name + " of shape " + Arrays.toString(shape)
                    + " does not fit its place, bytes " + begin + " to " + end + " of " + (bytes.length - data));
        }
        float[] values = new float[(int) count];
        ByteBuffer.wrap(bytes, data + (int) begin, values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return Nd4j.create(values, shape, 'c');
    }

    /** How many elements there are; -1 if that is no number an array can have. */
    private static long elements(long[] shape) {
        long count = 1;
        for (long size : shape) {
            if (size < 0 || size > Integer.MAX_VALUE || count * size > Integer.MAX_VALUE) {
                return -1;
            }
            count *= size;
        }
        return count;
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
