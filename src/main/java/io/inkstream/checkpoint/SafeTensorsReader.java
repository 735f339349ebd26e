package io.inkstream.checkpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inkstream.model.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads the safetensors format as strictly as it is defined: every byte behind the header belongs to one array, and to one only. */
final class SafeTensorsReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A checkpoint's header holds the validation text, up to a million characters in Base64. */
    private static final int HEADER_MAX = 4 << 20;

    /** Dimensions that ND4J can give an array. */
    private static final int RANK_MAX = 32;

    private SafeTensorsReader() {}

    /** An array and its place, in bytes behind the header. */
    private record Place(String name, String type, long[] shape, int begin, int end) {}

    static SafeTensors read(byte[] bytes) {
        var header = header(bytes);
        int data = bytes.length - header.dataBytes();
        var places = new ArrayList<Place>();
        Map<String, String> metadata = new TreeMap<>();
        for (var entry : header.json().properties()) {
            if (entry.getKey().equals(SafeTensors.METADATA)) {
                metadata = metadata(entry.getValue());
            } else {
                places.add(place(entry.getKey(), entry.getValue(), header.dataBytes()));
            }
        }
        requireOneBehindTheOther(places, header.dataBytes());
        var tensors = new LinkedHashMap<String, INDArray>();
        places.forEach(place -> tensors.put(place.name(), tensor(place, bytes, data)));
        return new SafeTensors(tensors, metadata);
    }

    /** The header, and how many bytes stand behind it. */
    private record Header(JsonNode json, int dataBytes) {}

    private static Header header(byte[] bytes) {
        long length = bytes.length < Long.BYTES
                ? -1
                : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > Math.min(HEADER_MAX, bytes.length - Long.BYTES)) {
            throw new IllegalArgumentException("not a safetensors file: a header of " + length + " bytes in a file of "
                    + bytes.length + " bytes (at most " + HEADER_MAX + ")");
        }
        try {
            var json = JSON.readTree(bytes, Long.BYTES, (int) length);
            if (!json.isObject()) {
                throw new IllegalArgumentException("not a safetensors file: its header must be a JSON object: "
                        + json.getNodeType().toString().toLowerCase(Locale.ROOT));
            }
            return new Header(json, bytes.length - Long.BYTES - (int) length);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a safetensors file: its header is not JSON: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> metadata(JsonNode texts) {
        var metadata = new TreeMap<String, String>();
        texts.properties().forEach(text -> {
            if (!text.getValue().isTextual()) {
                throw new IllegalArgumentException("metadata " + text.getKey() + " must be a text: "
                        + text.getValue().getNodeType());
            }
            metadata.put(text.getKey(), text.getValue().asText());
        });
        return metadata;
    }

    private static Place place(String name, JsonNode entry, int dataBytes) {
        String type = entry.path("dtype").asText("none");
        if (!type.equals(SafeTensors.FLOAT) && !type.equals(SafeTensors.INT)) {
            throw new IllegalArgumentException("tensor " + name + " must have dtype " + SafeTensors.FLOAT + " or "
                    + SafeTensors.INT + ": " + type);
        }
        long[] shape = numbers(name, "shape", entry);
        long[] offsets = numbers(name, "data_offsets", entry);
        if (shape.length > RANK_MAX || offsets.length != 2) {
            throw new IllegalArgumentException("tensor " + name + " must have at most " + RANK_MAX
                    + " dimensions and 2 data_offsets: " + shape.length + " and " + offsets.length);
        }
        long begin = offsets[0];
        long end = offsets[1];
        long count = elements(shape);
        if (begin < 0 || end > dataBytes || count < 0 || end - begin != count * Float.BYTES) {
            throw new IllegalArgumentException("tensor " + name + " of shape " + Arrays.toString(shape)
                    + " does not fit its place, bytes " + begin + " to " + end + " of " + dataBytes);
        }
        return new Place(name, type, shape, (int) begin, (int) end);
    }

    private static long[] numbers(String name, String field, JsonNode entry) {
        var list = entry.path(field);
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!list.get(i).canConvertToLong() || !list.get(i).isIntegralNumber()) {
                throw new IllegalArgumentException(
                        "tensor " + name + " must have whole numbers for its " + field + ": " + list.get(i));
            }
            numbers[i] = list.get(i).asLong();
        }
        return numbers;
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

    /** The format allows no byte that two arrays share, and none that belongs to no array. */
    private static void requireOneBehindTheOther(List<Place> places, int dataBytes) {
        var inOrder = places.stream()
                .sorted(Comparator.comparingInt(Place::begin).thenComparingInt(Place::end))
                .toList();
        int end = 0;
        String before = "the header";
        for (var place : inOrder) {
            if (place.begin() != end) {
                throw new IllegalArgumentException("tensor " + place.name() + " must begin where " + before
                        + " ends, at byte " + end + " of the data: " + place.begin()
                        + (place.begin() < end ? " (they overlap)" : " (the bytes between belong to nothing)"));
            }
            end = place.end();
            before = "tensor " + place.name();
        }
        if (end != dataBytes) {
            throw new IllegalArgumentException("not a safetensors file: it must end where " + before + " ends, at byte "
                    + end + " of the data: " + (dataBytes - end) + " bytes more");
        }
    }

    private static INDArray tensor(Place place, byte[] bytes, int data) {
        int count = (place.end() - place.begin()) / Float.BYTES;
        if (count == 0) {
            throw new IllegalArgumentException(
                    "tensor " + place.name() + " must have elements: shape " + Arrays.toString(place.shape()));
        }
        var buffer = ByteBuffer.wrap(bytes, data + place.begin(), place.end() - place.begin())
                .order(ByteOrder.LITTLE_ENDIAN);
        if (place.type().equals(SafeTensors.INT)) {
            int[] values = new int[count];
            buffer.asIntBuffer().get(values);
            return Tensors.of(values, place.shape());
        }
        float[] values = new float[count];
        buffer.asFloatBuffer().get(values);
        return Tensors.of(values, place.shape());
    }
}
