package io.inkstream.generate;

import io.inkstream.schema.Prompt;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads prompts, and says what is wrong with those that can be read but not answered. */
final class Prompts {

    static final double TEMPERATURE_MAX = 100;

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
        if (characters > settings.textMax()) {
            return Optional.of(
                    "text must have at most " + settings.textMax() + " characters (prompt.text.max): " + characters);
        }
        if (prompt.getLength() < 1 || prompt.getLength() > settings.lengthMax()) {
            return Optional.of(
                    "length must be from 1 to " + settings.lengthMax() + " (prompt.length.max): " + prompt.getLength());
        }
        double temperature = prompt.getTemperature();
        if (!(temperature >= 0 && temperature <= TEMPERATURE_MAX)) {
            return Optional.of("temperature must be from 0 to " + (int) TEMPERATURE_MAX + ": " + temperature);
        }
        return Optional.empty();
    }
}
