package io.inkstream.client;

import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes of a prompt. Of each continuation the pieces are taken in order and once, also where the same prompt was sent twice. Once
 * it is whole nothing is held for it; one that is not waited for is to be closed. Safe for threads.
 */
public final class Reply implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    private final String id;
    private final Consumer<GeneratedText> listener;
    private final Consumer<Reply> leave;
    private final Runnable cancel;
    private final CompletableFuture<Void> written = new CompletableFuture<>();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    private final List<GeneratedText> pieces = new ArrayList<>();
    /** By continuation, how many of its pieces. */
    private final Map<Integer, Integer> taken = new HashMap<>();

    private int ended;
    private boolean whole;
    private RuntimeException failure;

    Reply(String id, Consumer<GeneratedText> listener, Consumer<Reply> leave, Runnable cancel) {
        this.id = id;
        this.listener = listener;
        this.leave = leave;
        this.cancel = cancel;
    }

    /** The prompt's id, which all pieces have. */
    public String id() {
        return id;
    }

    /** Done when the brokers have the prompt; fails with what the producer said if they do not take it. */
    public CompletableFuture<Void> written() {
        return written.copy();
    }

    /**
     * The whole answer, when it is there. It fails as {@link #await} does, but for the time: {@link CompletableFuture#orTimeout} gives it
     * one. What depends on it runs on the thread that reads all replies: it must not wait.
     */
    public CompletableFuture<Answer> answer() {
        return answer.copy();
    }

    /**
     * Waits for the whole answer.
     *
     * @param most how long; after it nothing more is waited for, though the prompt may still be answered unless it is cancelled
     * @throws NoReplyException if it is not whole in time
     * @throws PromptRefusedException if the reply is an error
     * @throws org.apache.kafka.common.KafkaException if the prompt could not be written
     * @throws IllegalStateException if replies can no longer be read
     */
    public Answer await(Duration most) throws InterruptedException {
        try {
            return answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooLate(most);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    /**
     * Hands each piece to the caller as it comes, until the reply is whole.
     *
     * @param most how long to wait for all of them
     * @param each hears of the pieces, on the caller's thread; of several continuations they come mixed
     * @return the last piece; a reply that is an error has one, whose finish reason says so
     * @throws NoReplyException if it is not whole in time
     * @throws org.apache.kafka.common.KafkaException if the prompt could not be written
     * @throws IllegalStateException if replies can no longer be read
     */
    public GeneratedText follow(Duration most, Consumer<GeneratedText> each) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        for (int place = 0; ; place++) {
            GeneratedText piece;
            boolean isEnd;
            synchronized (this) {
                while (pieces.size() <= place && failure == null) {
                    long millis = (end - System.nanoTime() + 999_999) / 1_000_000;
                    if (millis <= 0) {
                        throw tooLate(most);
                    }
                    wait(millis);
                }
                if (pieces.size() <= place) {
                    throw failure;
                }
                piece = pieces.get(place);
                isEnd = whole && place == pieces.size() - 1;
            }
            each.accept(piece);
            if (isEnd) {
                return piece;
            }
        }
    }

    private NoReplyException tooLate(Duration most) {
        close();
        return new NoReplyException(id, most, written.isDone());
    }

    /** Asks the generator to end it; what was written until then is lost, and its session stays as it was. */
    public void cancel() {
        cancel.run();
    }

    /** Waits no more for it. The prompt is answered all the same, unless it was cancelled. */
    @Override
    public void close() {
        fail(new IllegalStateException("the reply " + id + " was closed before it was whole"));
    }

    void wasWritten() {
        written.complete(null);
    }

    void wasNotWritten(Exception why, RuntimeException said) {
        written.completeExceptionally(why);
        fail(said);
    }

    void fail(RuntimeException why) {
        synchronized (this) {
            if (whole || failure != null) {
                return;
            }
            failure = why;
            notifyAll();
        }
        leave.accept(this);
        answer.completeExceptionally(why);
    }

    void add(GeneratedText piece) {
        boolean isEnd;
        synchronized (this) {
            int next = taken.getOrDefault(piece.getIndex(), 0);
            if (piece.getPiece() != next || whole || failure != null) {
                return;
            }
            taken.put(piece.getIndex(), next + 1);
            pieces.add(piece);
            ended += piece.getLast() ? 1 : 0;
            isEnd = piece.getLast() && (isError(piece) || ended == piece.getCount());
            whole = isEnd;
            notifyAll();
        }
        hear(piece);
        if (isEnd) {
            leave.accept(this);
            complete(piece);
        }
    }

    private void hear(GeneratedText piece) {
        try {
            listener.accept(piece);
        } catch (RuntimeException e) {
            LOG.warn("A listener of the reply {} failed; others go on", id, e);
        }
    }

    private void complete(GeneratedText last) {
        if (isError(last)) {
            answer.completeExceptionally(new PromptRefusedException(last.getErrorField(), last.getError()));
        } else {
            answer.complete(Answer.of(pieces));
        }
    }

    private static boolean isError(GeneratedText piece) {
        return piece.getFinishReason() == FinishReason.ERROR;
    }
}
