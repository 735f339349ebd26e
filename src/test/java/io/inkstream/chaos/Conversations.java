package io.inkstream.chaos;

import io.inkstream.engine.Engine;
import io.inkstream.model.CounterRandom;
import io.inkstream.model.Parameters;
import io.inkstream.schema.Adapt;
import io.inkstream.schema.Prompt;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Batch;
import io.inkstream.write.Ending;
import io.inkstream.write.Sampler;
import io.inkstream.write.Sampling;
import io.inkstream.write.Writer;
import java.util.HashMap;
import java.util.Map;

/** What the generator must answer, computed without Kafka: each session goes on where its last reply ended. */
final class Conversations {

    private final Engine engine = Engine.named("portable", 1);
    private final Parameters weights;
    private final Writer writer;
    private final Vocabulary vocabulary;
    private final Map<String, Writer.Position> positions = new HashMap<>();

    Conversations(Parameters weights, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.weights = weights;
        writer = new Writer(engine, weights, vocabulary);
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
        var sampling = Sampling.at(prompt.getTemperature());
        var sampler = new Sampler(prompt.getAdapt() == Adapt.ON ? sampling.adapting() : sampling);
        var batch = new Batch(engine, weights, vocabulary);
        var lane =
                batch.join(from, vocabulary.encode(prompt.getText()).ids(), sampler, Ending.after(prompt.getLength()));
        while (!batch.isEmpty()) {
            batch.step();
        }
        var written = lane.written();
        positions.put(session, written.position());
        return new Reply(
                written.text(), from.random().seed(), written.characters(), written.bits() / written.characters());
    }
}
