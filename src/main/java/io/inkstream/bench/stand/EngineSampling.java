package io.inkstream.bench.stand;

import io.inkstream.engine.Engine;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Batch;
import io.inkstream.write.Ending;
import io.inkstream.write.Sampler;
import io.inkstream.write.Writer;
import java.io.IOException;
import java.util.Random;

/** Our engines as prompts are answered: continuations of a batch, each with its own random numbers. */
public final class EngineSampling implements Stand.Work {

    private static final int CONTINUATION = 512;

    private final Stand.Setup setup;
    private final Engine engine;
    private final Parameters weights;
    private final Vocabulary vocabulary;
    private final Batch batch;
    private long seed;

    private EngineSampling(Stand.Setup setup) {
        this.setup = setup;
        engine = Engine.named(setup.setting(), setup.threads());
        weights = Weights.of(setup.size());
        vocabulary = vocabulary(setup.size().vocabulary());
        batch = new Batch(engine, weights, vocabulary);
    }

    private static Vocabulary vocabulary(int size) {
        for (String name : new String[] {"text8", "bytes"}) {
            if (Vocabulary.named(name).size() == size) {
                return Vocabulary.named(name);
            }
        }
        throw new IllegalArgumentException("to be sampled, a network must tell 27 or 256 characters apart: " + size);
    }

    public static void main(String[] arguments) throws IOException {
        var work = new EngineSampling(Stand.setup(arguments));
        Stand.serve(work);
        work.engine.close();
    }

    @Override
    public String description() {
        return "Inkstream, engine " + engine.name();
    }

    @Override
    public double[] check(int count) {
        int[][] text = SamplingWork.text(setup);
        var state = State.zeros(setup.sessions(), weights.shape().width());
        var figures = new double[count];
        for (int t = 0; t < count; t++) {
            figures[t] = SamplingWork.surprise(
                    engine.predict(weights, state, text[t]).toRows(), text[t + 1]);
        }
        return figures;
    }

    /** A character for each session, the first ones of sessions that end replaced by others. */
    @Override
    public long run() {
        var writer = new Writer(engine, weights, vocabulary);
        while (batch.size() < setup.sessions()) {
            byte[] first = {(byte) vocabulary.firstCharacter(new Random(seed))};
            batch.join(writer.begin(seed++), first, Sampler.at(1), Ending.after(CONTINUATION));
        }
        int characters = batch.size();
        batch.step();
        return characters;
    }
}
