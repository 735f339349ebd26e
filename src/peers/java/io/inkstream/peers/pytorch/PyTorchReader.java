package io.inkstream.peers.pytorch;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.globalContext;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.one_hot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Reads a model that {@code model export --layout pytorch} wrote into PyTorch's own modules, lets them read a text, and prints the
 * logits behind each character, a line each. It shares no code with what wrote the file.
 */
public final class PyTorchReader {

    private static final Pattern ENTRY = Pattern.compile(
            "\"([a-z_.0-9]+)\":\\{\"dtype\":\"F32\",\"shape\":\\[([0-9,]+)],\"data_offsets\":\\[([0-9]+),([0-9]+)]}");

    private PyTorchReader() {}

    /** @param arguments the file, and the ids of the text with commas between */
    public static void main(String[] arguments) throws IOException {
        // Without gradients oneDNN computes LSTMs less exactly: see PyTorchSampling.
        globalContext().setUserEnabledMkldnn(false);
        var tensors = read(Path.of(arguments[0]));
        long[] ids = Arrays.stream(arguments[1].split(","))
                .mapToLong(Long::parseLong)
                .toArray();
        try (var off = new AutoGradMode(false)) {
            print(logits(tensors, ids));
        }
    }

    private static Map<String, Tensor> read(Path file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong();
        var entries = ENTRY.matcher(new String(bytes.array(), Long.BYTES, header, StandardCharsets.UTF_8));
        var tensors = new TreeMap<String, Tensor>();
        while (entries.find()) {
            int begin = Integer.parseInt(entries.group(3));
            var values = new float[(Integer.parseInt(entries.group(4)) - begin) / Float.BYTES];
            bytes.position(Long.BYTES + header + begin);
            bytes.asFloatBuffer().get(values);
            long[] shape = Arrays.stream(entries.group(2).split(","))
                    .mapToLong(Long::parseLong)
                    .toArray();
            tensors.put(
                    entries.group(1), from_blob(new FloatPointer(values), shape).clone());
        }
        return tensors;
    }

    /** As docs/models.md does it in Python. */
    private static Tensor logits(Map<String, Tensor> w, long[] ids) {
        long vocabulary = w.get("decoder.weight").size(0);
        var read = from_blob(new LongPointer(ids), new long[] {ids.length}, new TensorOptions(ScalarType.Long))
                .clone();
        var characters = one_hot(read, vocabulary).to(ScalarType.Float).unsqueeze(1); // [length][1][vocabulary]
        var below = characters;
        var all = new TensorVector();
        for (int layer = 0; w.containsKey("weight_ih_l" + layer); layer++) {
            var entering = w.get("weight_ih_l" + layer);
            var lstm =
                    new LSTMImpl(entering.size(1), w.get("weight_hh_l" + layer).size(1));
            var parameters = lstm.named_parameters();
            parameters.get("weight_ih_l0").copy_(entering);
            parameters.get("weight_hh_l0").copy_(w.get("weight_hh_l" + layer));
            parameters.get("bias_ih_l0").copy_(w.get("bias_ih_l" + layer));
            parameters.get("bias_hh_l0").copy_(w.get("bias_hh_l" + layer));
            var output = lstm.forward(below).get0();
            all.push_back(output);
            below = cat(new TensorVector(characters, output), 2);
        }
        return linear(cat(all, 2).squeeze(1), w.get("decoder.weight"), w.get("decoder.bias"));
    }

    private static void print(Tensor logits) {
        var values = new float[(int) logits.numel()];
        new FloatPointer(logits.contiguous().data_ptr_float()).get(values);
        int width = (int) logits.size(1);
        for (int row = 0; row < logits.size(0); row++) {
            var line = new StringBuilder();
            for (int i = 0; i < width; i++) {
                line.append(i == 0 ? "" : " ").append(values[row * width + i]);
            }
            System.out.println(line);
        }
    }
}
