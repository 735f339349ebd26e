package io.inkstream.generate.shadow;

import io.inkstream.engine.Engine;
import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.generate.schedule.Progress;
import io.inkstream.generate.store.Models;
import io.inkstream.schema.Experts;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleConsumer;

/**
 * Scores replies under a second model, the newest checkpoint of it, whatever is pinned or promoted: how many more bits a character
 * of theirs takes with it than with the model that wrote them. It knows of a session what was read and written last, and
 * no state. For one thread.
 */
public final class Shadow {

    /** Replies that may wait to be scored. */
    public static final int WAITING_MAX = 1000;

    private final Models models;
    private final String name;
    private final Engine engine;
    private final DoubleConsumer difference;
    private final Runnable skipped;
    private final Deque<Reply> waiting = new ArrayDeque<>();

    /**
     * @param name the second model
     * @param difference takes each difference, in bits per character: above 0 where the second model is the worse
     * @param skipped runs for each reply that is not scored: too many wait, there is no checkpoint of the second model, the network alone
     *     wrote it, or its session adapts
     */
    public Shadow(Models models, String name, Engine engine, DoubleConsumer difference, Runnable skipped) {
        this.models = models;
        this.name = name;
        this.engine = engine;
        this.difference = difference;
        this.skipped = skipped;
    }

    /**
     * What is kept of a reply.
     *
     * @param vocabulary what it was written with
     * @param before what was read and written last before the prompt
     * @param prompt the prompt's text
     * @param drawn what was drawn, the stop string among it
     * @param bitsPerCharacter how surprising the model found it
     */
    private record Reply(Vocabulary vocabulary, byte[] before, String prompt, String drawn, double bitsPerCharacter) {}

    /** Takes a continuation that was written to its end; one of a text that was read alone has nothing to score. */
    public void accept(Progress.End end) {
        var written = end.written();
        if (written.drawn() == 0) {
            return;
        }
        // The bits of the others are not those of the model alone, or of all of it.
        boolean isComparable = end.pending().prompt().getExperts() == Experts.ALL
                && !end.group().start().sampler().adapts();
        if (waiting.size() < WAITING_MAX && isComparable) {
            waiting.add(new Reply(
                    end.sequence().vocabulary(),
                    end.group().start().from().get(0).window(),
                    end.pending().prompt().getText(),
                    written.text() + written.stop().orElse(""),
                    written.bits() / written.drawn()));
        } else {
            skipped.run();
        }
    }

    /**
     * Scores the oldest reply that waits.
     *
     * @return whether there was one
     */
    public boolean work() {
        var reply = waiting.poll();
        if (reply == null) {
            return false;
        }
        models.newest(name).ifPresentOrElse(model -> difference.accept(difference(reply, model)), skipped);
        return true;
    }

    private double difference(Reply reply, LoadedModel model) {
        var writer = new Writer(engine, model.weights(), model.vocabulary());
        String before = reply.vocabulary().decode(reply.before()) + reply.prompt();
        var read =
                writer.read(writer.begin(0), model.vocabulary().encode(before).ids());
        String drawn = reply.drawn();
        double bits = writer.bits(read, model.vocabulary().encode(drawn).ids());
        return bits / drawn.codePointCount(0, drawn.length()) - reply.bitsPerCharacter();
    }
}
