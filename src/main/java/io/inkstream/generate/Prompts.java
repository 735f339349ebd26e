package io.inkstream.generate;

import io.inkstream.lstm.Sampling;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads prompts, and says what is wrong with those that can be read but not answered. */
final class Prompts {

    private static final int IDS_MAX = 256;
    private static final int STOPS_MAX = 16;
    private static final int STOP_MAX = 100;

    private final GeneratorSettings settings;
    private final Deserializer<SpecificRecord> avro;

    Prompts(GeneratorSettings settings, Deserializer<SpecificRecord> avro) {
        this.settings = settings;
        this.avro = avro;
    }

    /**
     * Avro, or plain text with every default.
     *
     * @throws UnreadableException if it is neither
     * @throws SerializationException if it claims to be Avro and cannot be read, or the registry is out of reach
     */
    Prompt read(byte[] value) {
        if (value == null) {
            throw new UnreadableException("a record of " + TopicNames.PROMPTS + " must be a prompt: its value is null");
        }
        if (!LenientText.isAvro(value)) {
            return Prompt.newBuilder().setText(LenientText.utf8(value)).build();
        }
        var datum = avro.deserialize(TopicNames.PROMPTS, value);
        if (datum instanceof Prompt prompt) {
            return prompt;
        }
        throw new UnreadableException("Avro on " + TopicNames.PROMPTS + " must be a Prompt: "
                + datum.getSchema().getFullName());
    }

    /** What is wrong with the prompt: the field, its range, its value; empty if nothing is. */
    Optional<String> problem(Prompt prompt) {
        int characters = prompt.getText().codePointCount(0, prompt.getText().length());
        int lengthMax = settings.lengthMax();
        return Stream.of(
                        range("text", "characters (prompt.text.max)", 0, settings.textMax(), characters),
                        range("length", "characters (prompt.length.max)", 1, lengthMax, prompt.getLength()),
                        range("minLength", "characters (length)", 0, prompt.getLength(), prompt.getMinLength()),
                        range("temperature", 0, 100, prompt.getTemperature()),
                        range("topK", "ids", 0, IDS_MAX, prompt.getTopK()),
                        range("topP", Double.MIN_VALUE, 1, prompt.getTopP()),
                        range("minP", 0, 1, prompt.getMinP()),
                        range("repetitionPenalty", Double.MIN_VALUE, 100, prompt.getRepetitionPenalty()),
                        range("repetitionWindow", "ids", 0, Sampling.WINDOW_MAX, prompt.getRepetitionWindow()),
                        range("stop", "texts", 0, STOPS_MAX, prompt.getStop().size()),
                        prompt.getStop().stream()
                                .map(stop -> range("stop", "characters each", 1, STOP_MAX, stop.length()))
                                .flatMap(Optional::stream)
                                .findFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> range(String field, String unit, int from, int to, int value) {
        return value >= from && value <= to
                ? Optional.empty()
                : Optional.of(field + " must be from " + from + " to " + to + " " + unit + ": " + value);
    }

    private static Optional<String> range(String field, double from, double to, double value) {
        String least = from == Double.MIN_VALUE ? "above 0 and at most " : "from " + (int) from + " to ";
        return value >= from && value <= to // a NaN is neither
                ? Optional.empty()
                : Optional.of(field + " must be " + least + (int) to + ": " + value);
    }
}
