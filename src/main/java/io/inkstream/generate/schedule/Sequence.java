package io.inkstream.generate.schedule;

import io.inkstream.text.Vocabulary;
import io.inkstream.write.Lane;
import io.inkstream.write.Logprobs;
import java.time.Instant;
import java.util.List;

/** One continuation that is being written, and how much of it went out in pieces. For one thread. */
public final class Sequence {

    private final int index;
    private final Lane lane;
    private final Vocabulary vocabulary;
    private final String echo;
    private Instant read;
    private int pieces;
    private int sent;
    private int sentIds;
    private boolean ended;

    /** @param echo what is shown before the continuation */
    public Sequence(int index, Lane lane, Vocabulary vocabulary, String echo) {
        this.index = index;
        this.lane = lane;
        this.vocabulary = vocabulary;
        this.echo = echo;
    }

    /** A stretch of what is shown, behind the last. */
    public record Stretch(int piece, String text, List<Logprobs> logprobs) {}

    public int index() {
        return index;
    }

    public Lane lane() {
        return lane;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** When the prompt's text was read; null before. */
    public Instant read() {
        return read;
    }

    public void markRead(Instant now) {
        read = now;
    }

    public boolean isEnded() {
        return ended;
    }

    public void end() {
        ended = true;
    }

    public int pieces() {
        return pieces;
    }

    /** Characters (code points) of the continuation that went out. */
    public int sentCharacters() {
        String settled = lane.settled();
        return settled.codePointCount(0, Math.max(0, Math.min(settled.length(), sent - echo.length())));
    }

    /** Whether there may be so many more characters (UTF-16 units) to show: what an id shows is at most one. */
    public boolean mayHaveMore(int least) {
        // The log-probabilities of an echo are sent with it, so it has to be read.
        return !(lane.isReading() && lane.scored() > 0) && echo.length() + lane.drawn() - sent >= least;
    }

    /** How many characters (UTF-16 units) wait to be shown. */
    public int waiting(String settled) {
        return echo.length() + settled.length() - sent;
    }

    /** Takes all that waits to be shown. */
    public Stretch take(String settled) {
        String shown = echo + settled;
        String text = shown.substring(sent);
        String own = shown.substring(Math.max(sent, echo.length()));
        sent = shown.length();
        return new Stretch(pieces++, text, logprobs(own));
    }

    private List<Logprobs> logprobs(String text) {
        if (lane.logprobs().isEmpty()) {
            return List.of();
        }
        int from = sentIds;
        sentIds = Math.max(from, lane.scored()) + vocabulary.encode(text).ids().length;
        return lane.logprobs().subList(from, sentIds);
    }
}
