package io.inkstream.generate;

import io.inkstream.lstm.Batch;
import io.inkstream.lstm.Engine;
import io.inkstream.lstm.Lane;
import io.inkstream.schema.GeneratedText;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Prompts that are worked on together: one character each per step. Between steps those that are done leave and the oldest that
 * wait take their places, so a long reply does not hold up short ones; two prompts of one session keep their order. No Kafka.
 */
final class Desk {

    /** Characters (UTF-16 units) of a piece: what a step adds to the last piece decides, so pieces are always cut alike. */
    private static final int PIECE = 16;

    /** Models that an error names. */
    private static final int LISTED_MAX = 20;

    private final Replies replies;
    private final Models models;
    private final Sessions sessions;
    private final Engine engine;
    private final int batchMax;

    private final Deque<Job> waiting = new ArrayDeque<>();
    private final List<Running> running = new ArrayList<>();
    /** One batch for each checkpoint that something is written with. */
    private final Map<Models.Loaded, Batch> batches = new HashMap<>();

    Desk(Replies replies, Models models, Sessions sessions, Engine engine, int batchMax) {
        this.replies = replies;
        this.models = models;
        this.sessions = sessions;
        this.engine = engine;
        this.batchMax = batchMax;
    }

    /**
     * Something to send, in the transaction that its job is in.
     *
     * @param session the session after it; empty if it has not changed
     */
    record Outcome(Job job, GeneratedText reply, Optional<Session> session) {}

    private static final class Running {
        private final Job job;
        private final Replies.Begun begun;
        private final Lane lane;
        private int pieces;
        private int sent;

        Running(Job job, Replies.Begun begun, Lane lane) {
            this.job = job;
            this.begun = begun;
            this.lane = lane;
        }
    }

    void accept(Job job) {
        waiting.add(job);
    }

    int size() {
        return waiting.size() + running.size();
    }

    /**
     * Lets waiting prompts begin where there is room, and moves all that are being answered on by one character.
     *
     * @return whether anything was done
     */
    boolean step(Consumer<Outcome> outcomes) {
        boolean begun = begin(outcomes);
        if (running.isEmpty()) {
            return begun;
        }
        batches.values().forEach(Batch::step);
        for (var at = running.iterator(); at.hasNext(); ) {
            var one = at.next();
            if (one.lane.isDone()) {
                at.remove();
                var answer = replies.finish(one.job, one.begun, one.lane.written(), one.pieces, one.sent);
                outcomes.accept(new Outcome(one.job, answer.reply(), Optional.of(answer.session())));
            } else if (one.job.prompt().getStream()) {
                piece(one, outcomes);
            }
        }
        batches.values().removeIf(Batch::isEmpty);
        return true;
    }

    private void piece(Running one, Consumer<Outcome> outcomes) {
        String shown = replies.shown(one.job, one.lane.settled());
        if (shown.length() - one.sent < PIECE) {
            return;
        }
        String text = shown.substring(one.sent);
        int piece = one.pieces++;
        one.sent = shown.length();
        // What was committed before a restart is not sent again; it is cut as it was then.
        if (piece >= one.job.begun().pieces()) {
            var job = one.job.with(new Job.Begun(one.begun.model().step(), one.pieces));
            outcomes.accept(new Outcome(job, replies.piece(one.job, one.begun, piece, text), Optional.empty()));
        }
    }

    private boolean begin(Consumer<Outcome> outcomes) {
        boolean begun = false;
        Set<ByteBuffer> busy = null;
        for (Iterator<Job> jobs = waiting.iterator(); jobs.hasNext() && running.size() < batchMax; ) {
            if (busy == null) {
                busy = busySessions();
            }
            var job = jobs.next();
            if (job.session() != null && !busy.add(job.session())) {
                continue; // its turn comes when the one before it is answered
            }
            var newest = models.newest(replies.model(job.prompt()));
            if (newest.isEmpty() && models.names().isEmpty()) {
                return begun; // all wait for the first model
            }
            jobs.remove();
            begun = true;
            begin(job, newest, outcomes);
        }
        return begun;
    }

    private static String listed(List<String> names) {
        return names.size() <= LISTED_MAX
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, LISTED_MAX)) + " and " + (names.size() - LISTED_MAX) + " more";
    }

    private Set<ByteBuffer> busySessions() {
        var busy = new HashSet<ByteBuffer>();
        running.stream()
                .map(one -> one.job.session())
                .filter(key -> key != null)
                .forEach(busy::add);
        return busy;
    }

    private void begin(Job job, Optional<Models.Loaded> newest, Consumer<Outcome> outcomes) {
        if (newest.isEmpty()) {
            String message = "model must be one of " + listed(models.names()) + ": " + replies.model(job.prompt());
            outcomes.accept(new Outcome(job, replies.error(job.asked(), job.prompt(), message), Optional.empty()));
            return;
        }
        byte[] key = job.asked().key();
        Optional<Session> before =
                key == null ? Optional.empty() : sessions.get(newest.get().name(), key);
        var beginning = replies.begin(job, models, newest.get(), before);
        if (beginning instanceof Replies.Refused refused) {
            outcomes.accept(new Outcome(job, refused.reply(), Optional.empty()));
        } else if (beginning instanceof Replies.Begun begun) {
            var batch = batches.computeIfAbsent(
                    begun.model(), model -> new Batch(engine, model.weights(), model.vocabulary()));
            var lane = batch.join(begun.from(), begun.text(), begun.sampler(), begun.ending());
            running.add(new Running(job, begun, lane));
        }
    }
}
