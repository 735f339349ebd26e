package io.inkstream.generate.admission;

import io.inkstream.engine.Engine;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.generate.store.Session;
import io.inkstream.model.CounterRandom;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.write.Writer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where the text of each continuation stands before the prompt's own text is read. */
final class StartPositions {

    private final Engine engine;

    StartPositions(Engine engine) {
        this.engine = engine;
    }

    /** The first goes on with the session's random numbers; each of the others has a seed of its own, made from these. */
    List<Writer.Position> of(PromptRecord record, Prompt prompt, Optional<Session> session, LoadedModel model) {
        var first = first(record, prompt, session, model);
        long seeds = first.random().bits();
        return IntStream.range(0, prompt.getCount())
                .mapToObj(i -> i == 0 ? first : first.withSeed(new CounterRandom(seeds, i).seedForAll()))
                .toList();
    }

    private Writer.Position first(PromptRecord record, Prompt prompt, Optional<Session> session, LoadedModel model) {
        var writer = new Writer(engine, model.weights(), model.vocabulary());
        if (session.isEmpty()) {
            return writer.begin(seed(record, prompt));
        }
        var before = session.get();
        boolean anew =
                !before.fits(model) || (prompt.getPolicy() == SessionPolicy.REPRIME && before.step() != model.step());
        var position = anew ? reprimed(before.position(), writer) : before.position();
        return prompt.getSeed() == null ? position : position.withSeed(prompt.getSeed());
    }

    /** The state that these weights give for what the session read and wrote last. */
    private static Writer.Position reprimed(Writer.Position before, Writer writer) {
        var read = writer.read(writer.begin(0), before.window());
        return new Writer.Position(read.state(), read.last(), before.random(), before.recent());
    }

    /** Without a seed it is the prompt's place, so that a prompt answered again gets the same reply. */
    private static long seed(PromptRecord record, Prompt prompt) {
        return prompt.getSeed() != null
                ? prompt.getSeed()
                : new CounterRandom(record.partition(), record.offset()).seedForAll();
    }
}
