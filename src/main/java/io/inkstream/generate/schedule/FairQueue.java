package io.inkstream.generate.schedule;

import io.inkstream.generate.request.PendingPrompt;
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
public final class FairQueue {

    /** By session; one whose prompt is being worked on is here as well, with what else of it waits. */
    private final Map<Object, Line> lines = new HashMap<>();
    /** Sessions with a prompt that can begin, in the order of their turns. */
    private final Deque<Line> ready = new ArrayDeque<>();

    private int waiting;

    private static final class Line {
        private final Object session;
        private final Deque<PendingPrompt> prompts = new ArrayDeque<>();
        private boolean working;

        Line(Object session) {
            this.session = session;
        }
    }

    public void add(PendingPrompt pending) {
        var line = lines.computeIfAbsent(pending.line() == null ? new Object() : pending.line(), Line::new);
        line.prompts.add(pending);
        waiting++;
        if (line.prompts.size() == 1 && !line.working) {
            ready.add(line);
        }
    }

    /** The prompts that wait, without those being worked on. */
    public int size() {
        return waiting;
    }

    /** The prompts of a session that wait or are being worked on. */
    public int size(ByteBuffer session) {
        var line = lines.get(session);
        return line == null ? 0 : line.prompts.size() + (line.working ? 1 : 0);
    }

    /** The prompt that {@link #take} would give; null if none can begin. */
    public PendingPrompt peek() {
        return ready.isEmpty() ? null : ready.peek().prompts.peek();
    }

    /** Takes the next prompt; no other of its session is given before {@link #done}. Null if none can begin. */
    public PendingPrompt take() {
        var line = ready.poll();
        if (line == null) {
            return null;
        }
        waiting--;
        var pending = line.prompts.poll();
        if (pending.line() == null) {
            lines.remove(line.session);
        } else {
            line.working = true;
        }
        return pending;
    }

    /** Ends what {@link #take} began. */
    public void done(PendingPrompt pending) {
        if (pending.line() == null) {
            return;
        }
        var line = lines.get(pending.line());
        line.working = false;
        if (line.prompts.isEmpty()) {
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
    public List<PendingPrompt> remove(ByteBuffer session, Predicate<PendingPrompt> which) {
        var removed = new ArrayList<PendingPrompt>();
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

    private void remove(Line line, Predicate<PendingPrompt> which, List<PendingPrompt> removed) {
        line.prompts.removeIf(pending -> {
            boolean goes = which.test(pending);
            if (goes) {
                removed.add(pending);
                waiting--;
            }
            return goes;
        });
        if (line.prompts.isEmpty() && !line.working) {
            ready.remove(line);
            lines.remove(line.session);
        }
    }
}
