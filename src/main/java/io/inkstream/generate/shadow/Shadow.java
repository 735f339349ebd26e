package io.inkstream.generate.shadow;

import io.inkstream.generate.schedule.Scheduler;
import io.inkstream.generate.store.Models;
import io.inkstream.lstm.Engine;
import io.inkstream.lstm.Writer;
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
    private final Deque<Scheduler.Finished> waiting = new ArrayDeque<>();

    /**
     * @param name the second model
     * @param difference takes each difference, in bits per character: above 0 where the second model is the worse
     * @param skipped runs for each reply that is not scored: too many wait, or there is no checkpoint of the second model
     */
    public Shadow(Models models, String name, Engine engine, DoubleConsumer difference, Runnable skipped) {
        this.models = models;
        this.name = name;
        this.engine = engine;
        this.difference = difference;
        this.skipped = skipped;
    }

    public void accept(Scheduler.Finished finished) {
        if (waiting.size() < WAITING_MAX) {
            waiting.add(finished);
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
        var finished = waiting.poll();
        if (finished == null) {
            return false;
        }
        models.newest(name).ifPresentOrElse(model -> difference.accept(difference(finished, model)), skipped);
        return true;
    }

    private double difference(Scheduler.Finished finished, Models.Loaded model) {
        var writer = new Writer(engine, model.weights(), model.vocabulary());
        String before = finished.vocabulary().decode(finished.before()) + finished.prompt();
        var read =
                writer.read(writer.begin(0), model.vocabulary().encode(before).ids());
        String drawn = finished.drawn();
        double bits = writer.bits(read, model.vocabulary().encode(drawn).ids());
        return bits / drawn.codePointCount(0, drawn.length()) - finished.bitsPerCharacter();
    }
}
