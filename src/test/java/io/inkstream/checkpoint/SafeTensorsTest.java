package io.inkstream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class SafeTensorsTest {

    @Test
    void a_file_is_laid_out_as_the_format_says() throws Exception {
        var tensors = new LinkedHashMap<String, INDArray>();
        tensors.put("w", Nd4j.create(new float[] {1, 2, 3, 4, 5, 6}, new long[] {2, 3}, 'c'));
        tensors.put("b", Nd4j.create(new float[] {-1, 0.5f}, new long[] {2}, 'c'));
        byte[] file = new SafeTensors(tensors, Map.of("model", "ä")).toBytes();

        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) in.getLong();
        var header = new ObjectMapper().readTree(file, 8, length);
        assertThat(length % 8).isZero();
        assertThat(header.toString())
                .isEqualTo("{\"__metadata__\":{\"model\":\"ä\"},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}");
        float[] data = new float[8];
        in.position(8 + length)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(data);
        assertThat(data).containsExactly(1, 2, 3, 4, 5, 6, -1, 0.5f);
    }

    @Test
    void arrays_in_any_memory_order_are_written_row_by_row() {
        var columns = Nd4j.create(new float[] {1, 2, 3, 4, 5, 6}, new long[] {3, 2}, 'c')
                .transpose();
        var read = SafeTensors.fromBytes(new SafeTensors(Map.of("t", columns), Map.of()).toBytes());
        assertThat(read.tensors().get("t")).isEqualTo(columns);
        assertThat(read.tensors().get("t").getFloat(0, 2)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"t\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[4,0]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}",
                "[1,2",
                "[]",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} {}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            })
    void what_is_not_such_a_file_is_refused(String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        byte[] file = ByteBuffer.allocate(8 + json.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.equals("{}") ? 1L << 40 : json.length)
                .put(json)
                .array();
        assertThatThrownBy(() -> SafeTensors.fromBytes(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)(not a safetensors file|tensor t).*");
    }

    /** Arrays of one dimension laid out anyhow: one behind the other, or with a place moved, or with bytes left at the end. */
    @Property
    void a_file_is_read_exactly_if_each_of_its_bytes_belongs_to_one_array(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 4) Integer> lengths,
            @ForAll @IntRange(min = 0, max = 4) int moved,
            @ForAll @IntRange(min = -2, max = 2) int by,
            @ForAll @IntRange(min = 0, max = 2) int behind,
            @ForAll long order) {
        int elements = lengths.stream().mapToInt(Integer::intValue).sum();
        int[] owners = new int[elements + behind];
        var entries = new ArrayList<String>();
        int begin = 0;
        for (int i = 0; i < lengths.size(); i++) {
            int from = i == moved ? Math.max(0, Math.min(elements + behind - lengths.get(i), begin + by)) : begin;
            int to = from + lengths.get(i);
            entries.add("\"t%d\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                    .formatted(i, lengths.get(i), 4 * from, 4 * to));
            for (int at = from; at < to; at++) {
                owners[at]++;
            }
            begin += lengths.get(i);
        }
        Collections.shuffle(entries, new Random(order));
        byte[] file = file("{" + String.join(",", entries) + "}", owners.length * 4);

        if (Arrays.stream(owners).allMatch(owner -> owner == 1)) {
            assertThat(SafeTensors.fromBytes(file).tensors()).hasSize(lengths.size());
        } else {
            assertThatThrownBy(() -> SafeTensors.fromBytes(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(".*(overlap|belong to nothing|bytes more).*");
        }
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    @Test
    void a_million_characters_of_validation_text_can_be_read_back() {
        String text = "x".repeat(4 * 1_000_000 / 3);
        byte[] file = new SafeTensors(Map.of(), Map.of("validation", text)).toBytes();

        assertThat(SafeTensors.fromBytes(file).metadata()).containsEntry("validation", text);
    }
}
