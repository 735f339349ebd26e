package io.inkstream.generate;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Prompts that wait. Sessions take turns: of each the oldest prompt is next when it is the session's turn, and a session that was
 * served goes to the end of the line. So a session with many prompts holds up no other, and its own keep their order. A prompt
 * without a session is a session of its own.
 */
final class Turns {

    /** By session; one whose prompt is being worked on is here as well, with what else of it waits. */
    private final Map<Object, Line> lines = new HashMap<>();
    /** Sessions with a prompt that can begin, in the order of their turns. */
    private final Deque<Line> ready = new ArrayDeque<>();

    private int waiting;

    private static final class Line {
        private final Object session;
        private final Deque<Job> jobs = new ArrayDeque<>();
        private boolean working;

        Line(Object session) {
            this.session = session;
        }
    }

    void add(Job job) {
        var line = lines.computeIfAbsent(job.line() == null ? new Object() : job.line(), Line::new);
        line.jobs.add(job);
        waiting++;
        if (line.jobs.size() == 1 && !line.working) {
            ready.add(line);
        }
    }

    /** The prompts that wait, without those being worked on. */
    int size() {
        return waiting;
    }

    /** The prompts of a session that wait or are being worked on. */
    int size(ByteBuffer session) {
        var line = lines.get(session);
        return line == null ? 0 : line.jobs.size() + (line.working ? 1 : 0);
    }

    /** The prompt that {@link #take} would give; null if none can begin. */
    Job peek() {
        return ready.isEmpty() ? null : ready.peek().jobs.peek();
    }

    /** Takes the next prompt; no other of its session is given before {@link #done}. Null if none can begin. */
    Job take() {
        var line = ready.poll();
        if (line == null) {
            return null;
        }
        waiting--;
        var job = line.jobs.poll();
        if (job.line() == null) {
            lines.remove(line.session);
        } else {
            line.working = true;
        }
        return job;
    }

    /** Ends what {@link #take} began. */
    void done(Job job) {
        if (job.line() == null) {
            return;
        }
        var line = lines.get(job.line());
        line.working = false;
        if (line.jobs.isEmpty()) {
            lines.remove(line.session);
        } else {
            ready.add(line);
        }
    }

    /**
     * Removes the prompts of a session that wait and fit.
     *
     * @param session null: those that have none
     */
    List<Job> remove(ByteBuffer session, Predicate<Job> which) {
        var removed = new ArrayList<Job>();
        if (session != null) {
            var line = lines.get(session);
            if (line != null) {
                remove(line, which, removed);
            }
        } else {
            lines.values().stream()
                    .filter(line -> !(line.session instanceof ByteBuffer))
                    .toList()
                    .forEach(line -> remove(line, which, removed));
        }
        return removed;
    }

    private void remove(Line line, Predicate<Job> which, List<Job> removed) {
        line.jobs.removeIf(job -> {
            boolean goes = which.test(job);
            if (goes) {
                removed.add(job);
                waiting--;
            }
            return goes;
        });
        if (line.jobs.isEmpty() && !line.working) {
            ready.remove(line);
            lines.remove(line.session);
        }
    }
}
