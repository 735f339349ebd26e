package io.inkstream.train.loop;

import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The text of a model that was taken and not yet left behind, piece by piece, oldest first. */
final class TextInHand {

    private final Deque<TextPiece> pieces = new ArrayDeque<>();
    /** Unexpected characters in pieces that were dropped. */
    private long unexpectedDropped;

    private TextInHand(long unexpectedDropped) {
        this.unexpectedDropped = unexpectedDropped;
    }

    static TextInHand begin() {
        return new TextInHand(0);
    }

    /** The text behind a checkpoint, of which none is taken yet. */
    static TextInHand restore(Map<String, String> saved) {
        return new TextInHand(Long.parseLong(saved.get("unexpected")));
    }

    /** What a checkpoint keeps of it that goes on at this place. */
    Map<String, String> saved(long position) {
        var place = placeOf(position);
        return Map.of(
                "offset",
                Long.toString(place.offset()),
                "character",
                Integer.toString(place.character()),
                "unexpected",
                Long.toString(unexpected() - unexpectedFrom(position)));
    }

    void add(TextPiece piece) {
        pieces.add(piece);
    }

    /** The pieces that have something of {@code [from, to)}, in order, and those that are held out there. */
    List<TextPiece> reaching(long from, long to) {
        var reaching = new ArrayList<TextPiece>();
        for (var piece : pieces) {
            if (piece.start() >= to) {
                break;
            }
            if (!piece.isBefore(from)) {
                reaching.add(piece);
            }
        }
        return reaching;
    }

    /** The pieces that are held out in {@code [from, to)}, in order. */
    List<TextPiece> heldOut(long from, long to) {
        return pieces.stream()
                .filter(piece -> piece.heldOut() && piece.start() >= from && piece.start() < to)
                .toList();
    }

    /** All of them. */
    List<TextPiece> all() {
        return List.copyOf(pieces);
    }

    /** The offset of the last; -1: there is none. */
    long lastOffset() {
        return pieces.isEmpty() ? -1 : pieces.peekLast().offset();
    }

    /** Where the next piece begins. */
    long end() {
        return pieces.isEmpty() ? 0 : pieces.peekLast().end();
    }

    /** How many verdicts stand where the next piece begins. */
    int verdictsAtEnd() {
        int count = 0;
        for (var last = pieces.descendingIterator();
                last.hasNext() && last.next().origin() instanceof Verdict; ) {
            count++;
        }
        return count;
    }

    /** Characters so far that the vocabulary does not have. */
    long unexpected() {
        return unexpectedDropped
                + pieces.stream().mapToLong(TextPiece::unexpected).sum();
    }

    /** Those of pieces that are not before a place. */
    private long unexpectedFrom(long position) {
        return pieces.stream()
                .filter(piece -> !piece.isBefore(position))
                .mapToLong(TextPiece::unexpected)
                .sum();
    }

    /** Where a stretch of the text stands on its topic. */
    LearnedText between(long from, long to) {
        return new LearnedText(placeOf(from), placeOf(to));
    }

    LearnedText.Place placeOf(long position) {
        for (var piece : pieces) {
            if (position >= piece.start() && position < piece.end() || piece.heldOut() && position <= piece.start()) {
                return new LearnedText.Place(piece.offset(), (int) (position - piece.start()));
            }
        }
        return new LearnedText.Place(pieces.isEmpty() ? 0 : pieces.peekLast().offset() + 1, 0);
    }

    /** Returns the character at a place that was taken and not dropped. */
    byte at(long position) {
        for (var piece : pieces) {
            if (position >= piece.start() && position < piece.end()) {
                return piece.ids()[(int) (position - piece.start())];
            }
        }
        throw new IllegalArgumentException("position must be in the text in hand: " + position);
    }

    /** Drops, and gives, the pieces that lie wholly before a place. */
    List<TextPiece> dropBefore(long position) {
        var dropped = new ArrayList<TextPiece>();
        while (!pieces.isEmpty() && pieces.peekFirst().isBefore(position)) {
            var piece = pieces.removeFirst();
            unexpectedDropped += piece.unexpected();
            dropped.add(piece);
        }
        return dropped;
    }
}
