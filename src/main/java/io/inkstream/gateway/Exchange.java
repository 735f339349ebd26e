package io.inkstream.gateway;

import io.inkstream.http.Refusal;
import io.inkstream.schema.GeneratedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request's prompt and what has come of it so far. Another request may have asked the same, here or at another gateway, so a reply may
 * come more than once, and a piece before those that it follows: of each continuation the pieces are taken in order, once.
 */
final class Exchange {

    private final String id;
    private final List<GeneratedText> replies = new ArrayList<>();
    /** By continuation, how many of its pieces. */
    private final Map<Integer, Integer> taken = new HashMap<>();

    private int ended;
    private boolean written;
    private Refusal failure;

    Exchange(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    synchronized void add(GeneratedText reply) {
        int next = taken.getOrDefault(reply.getIndex(), 0);
        if (reply.getPiece() != next || isComplete()) {
            return;
        }
        taken.put(reply.getIndex(), next + 1);
        replies.add(reply);
        ended += reply.getLast() ? 1 : 0;
        notifyAll();
    }

    /** The brokers have the prompt. */
    synchronized void written() {
        written = true;
    }

    /** Whether the brokers have the prompt, or have answered it. */
    synchronized boolean isWritten() {
        return written || !replies.isEmpty();
    }

    /** Whether it has come to nothing before the brokers had the prompt. */
    synchronized boolean isUnwritten() {
        return failure != null && !isWritten();
    }

    /** Nothing more comes of it, for this reason. */
    synchronized void fail(Refusal reason) {
        if (!isComplete()) {
            failure = reason;
            notifyAll();
        }
    }

    /** Whether all replies are there, or none will come. */
    synchronized boolean isComplete() {
        return failure != null || isAnswered();
    }

    /** Whether all replies are there. */
    synchronized boolean isAnswered() {
        return !replies.isEmpty() && ended >= replies.get(0).getCount();
    }

    /** All replies so far that end a continuation. */
    synchronized List<GeneratedText> ends() {
        return replies.stream().filter(GeneratedText::getLast).toList();
    }

    /**
     * Waits for a reply.
     *
     * @param place from 0
     * @return empty if it does not come in time, or all are there
     * @throws Refusal if there will be no such reply
     */
    synchronized Optional<GeneratedText> await(int place, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (replies.size() <= place && !isComplete()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        if (place < replies.size()) {
            return Optional.of(replies.get(place));
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }
}
