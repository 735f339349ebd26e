package io.inkstream.chaos;

import io.inkstream.engine.Engine;
import io.inkstream.model.CounterRandom;
import io.inkstream.model.Parameters;
import io.inkstream.schema.Prompt;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Ending;
import io.inkstream.write.Sampler;
import io.inkstream.write.Writer;
import java.util.HashMap;
import java.util.Map;

/** What the generator must answer, computed without Kafka: each session goes on where its last reply ended. */
final class Conversations {

    private final Writer writer;
    private final Vocabulary vocabulary;
    private final Map<String, Writer.Position> positions = new HashMap<>();

    Conversations(Parameters weights, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        writer = new Writer(Engine.named("portable", 1), weights, vocabulary);
    }

    /** What of a reply does not depend on the clock. */
    record Reply(String text, long seed, int characters, double bitsPerCharacter) {}

    /**
     * The reply to the session's next prompt.
     *
     * @param partition the prompt's partition
     * @param offset the prompt's offset
     */
    Reply answer(String session, Prompt prompt, int partition, long offset) {
        var from = positions.computeIfAbsent(
                session, first -> writer.begin(new CounterRandom(partition, offset).bits() >>> 11));
        var read = writer.read(from, vocabulary.encode(prompt.getText()).ids());
        var written = writer.write(read, Sampler.at(prompt.getTemperature()), Ending.after(prompt.getLength()));
        positions.put(session, written.position());
        return new Reply(
                written.text(), read.random().seed(), written.characters(), written.bits() / written.characters());
    }
}
