package io.inkstream.bench;

import com.sun.management.OperatingSystemMXBean;
import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.model.Parameters;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Batch;
import io.inkstream.write.Ending;
import io.inkstream.write.Sampler;
import io.inkstream.write.Sampling;
import io.inkstream.write.Writer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How fast a model writes with all that it has, the mixture included: as prompts are answered, but without Kafka. */
public final class ModelWriting implements AutoCloseable {

    private static final int CONTINUATION = 512;
    /** Characters until loops are compiled. */
    private static final int WARM_UP = 50_000;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Engine engine;
    private final Vocabulary vocabulary;
    private final Parameters weights;
    private final byte[] prompt;

    /**
     * Has a model learn.
     *
     * @param text a file as {@code corpus send} takes it
     * @param characters that are learned of it, about
     * @throws IOException if it cannot be read
     */
    public ModelWriting(Configuration configuration, Path text, int characters) throws IOException {
        engine = TopologySettings.engine(configuration);
        var learner = new Learner(RecordedSettings.of(configuration), engine);
        LearnedModel.learn(learner, text, characters);
        vocabulary = RecordedSettings.of(configuration).vocabulary();
        weights = learner.weights();
        prompt = vocabulary.encode("in the beginning ").ids();
    }

    /**
     * What so many texts side by side came to: medians of the turns.
     *
     * @param charactersPerSecond by the clock
     * @param microsPerCharacter of processor time, all threads together; it depends less on what else the machine does
     */
    public record Row(int texts, double charactersPerSecond, double microsPerCharacter) {}

    /**
     * Writes with usual sampling, texts that end replaced by others.
     *
     * @param texts side by side
     * @param turns after one that does not count
     * @param seconds of a turn
     */
    public Row measure(int texts, int turns, double seconds) {
        var writer = new Writer(engine, weights, vocabulary);
        var batch = new Batch(engine, weights, vocabulary);
        var sampler = new Sampler(Sampling.usual());
        var speeds = new ArrayList<Double>();
        var costs = new ArrayList<Double>();
        long seed = 0;
        for (int turn = 0; turn <= turns; turn++) {
            long begin = System.nanoTime();
            long used = SYSTEM.getProcessCpuTime();
            long characters = 0;
            while (System.nanoTime() - begin < seconds * 1e9 || turn == 0 && characters < WARM_UP) {
                while (batch.size() < texts) {
                    batch.join(writer.begin(seed++), prompt, sampler, Ending.after(CONTINUATION));
                }
                characters += batch.size();
                batch.step();
            }
            if (turn > 0) {
                speeds.add(characters * 1e9 / (System.nanoTime() - begin));
                costs.add((SYSTEM.getProcessCpuTime() - used) / 1e3 / characters);
            }
        }
        return new Row(texts, median(speeds), median(costs));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        engine.close();
    }
}
