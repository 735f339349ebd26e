package io.inkstream.gateway;

import io.inkstream.http.Refusal;
import io.inkstream.schema.GeneratedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A request's prompts, one for each of its texts, and what has come of them so far. Another request may have asked the same, here or at
 * another gateway, so a reply may come more than once, and a piece before those that it follows: of each continuation the pieces are taken
 * in order, once.
 */
final class Exchange {

    private final String id;
    private final int count;
    private final List<String> ids;
    private final List<GeneratedText> replies = new ArrayList<>();
    /** By continuation, how many of its pieces. */
    private final Map<Integer, Integer> taken = new HashMap<>();
    /** By prompt, how many of its continuations have not ended; -1 while nothing has come of it. */
    private final int[] left;

    private int written;
    private Refusal failure;

    /** Of one text. */
    Exchange(String id) {
        this(id, 1, 1);
    }

    /**
     * @param texts how many prompts
     * @param count continuations of each
     */
    Exchange(String id, int texts, int count) {
        this.id = id;
        this.count = count;
        ids = texts == 1
                ? List.of(id)
                : IntStream.range(0, texts).mapToObj(i -> id + "-" + i).toList();
        left = new int[texts];
        Arrays.fill(left, -1);
    }

    String id() {
        return id;
    }

    /** The ids of its prompts, in the order of the texts. */
    List<String> ids() {
        return ids;
    }

    /** Those of its prompts that are not answered. */
    synchronized List<String> unanswered() {
        return IntStream.range(0, left.length)
                .filter(prompt -> left[prompt] != 0)
                .mapToObj(ids::get)
                .toList();
    }

    synchronized void add(GeneratedText reply) {
        int prompt = ids.indexOf(reply.getId());
        int index = prompt * count + reply.getIndex();
        int next = taken.getOrDefault(index, 0);
        if (prompt < 0 || reply.getPiece() != next || isComplete()) {
            return;
        }
        taken.put(index, next + 1);
        replies.add(numbered(reply, index));
        left[prompt] = (left[prompt] < 0 ? reply.getCount() : left[prompt]) - (reply.getLast() ? 1 : 0);
        notifyAll();
    }

    private GeneratedText numbered(GeneratedText reply, int index) {
        return ids.size() == 1
                ? reply
                : GeneratedText.newBuilder(reply).setId(id).setIndex(index).build();
    }

    /** The brokers have one prompt more. */
    synchronized void written() {
        written++;
    }

    /** Whether the brokers have the prompts, or have answered one. */
    synchronized boolean isWritten() {
        return written >= ids.size() || !replies.isEmpty();
    }

    /** Whether it has come to nothing before the brokers had any prompt. */
    synchronized boolean isUnwritten() {
        return failure != null && written == 0 && replies.isEmpty();
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
        return Arrays.stream(left).allMatch(continuations -> continuations == 0);
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
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return Optional.empty();
            }
            wait(millis);
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
