package io.inkstream.bench.sessions;

import io.inkstream.bench.Onlooker;
import io.inkstream.schema.GeneratedText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Measures how soon old sessions go on after a restart, and sees to it that they go on where they were. For one thread. */
final class Restarts {

    /** Pairs of sessions that are asked around each restart: the one before, the other behind it. */
    static final int PAIRS = 10;

    private final SessionPrompts prompts;
    private final Onlooker onlooker;
    private int pairs;

    /** What is done to instances. */
    interface Change {
        void make() throws IOException;
    }

    Restarts(SessionPrompts prompts, Onlooker onlooker) {
        this.prompts = prompts;
        this.onlooker = onlooker;
    }

    /**
     * Milliseconds from the end of an instance to the last of the replies in old sessions.
     *
     * @param end ends the instance that answers
     * @param start starts what is started then
     * @param answering an instance that lives before and after
     * @throws IOException if it does not
     * @throws IllegalStateException if a session did not go on where it was
     */
    long measure(String what, Change end, Change start, SessionPrompts.Watched answering) throws IOException {
        var expected = prompts.ask(next(0), answering);
        end.make();
        long begin = System.nanoTime();
        start.make();
        var sessions = next(1);
        var found = prompts.ask(sessions, answering);
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        for (int i = 0; i < PAIRS; i++) {
            requireSame(SessionPrompts.key(sessions.get(i)), expected.get(i), found.get(i));
        }
        pairs += PAIRS;
        onlooker.hear("%s: answered after %.1f s".formatted(what, millis / 1000.0));
        return millis;
    }

    private List<Integer> next(int ofPair) {
        return IntStream.range(pairs, pairs + PAIRS)
                .map(pair -> 2 * pair + ofPair)
                .boxed()
                .toList();
    }

    private static void requireSame(String session, GeneratedText expected, GeneratedText found) {
        if (!found.getText().equals(expected.getText())
                || !found.getSessionSha256().equals(expected.getSessionSha256())) {
            throw new IllegalStateException("%s must go on as its twin did, with \"%s\" and state %s: \"%s\", %s"
                    .formatted(
                            session,
                            expected.getText(),
                            expected.getSessionSha256(),
                            found.getText(),
                            found.getSessionSha256()));
        }
    }
}
