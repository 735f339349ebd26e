package io.inkstream.train.loop;

import io.inkstream.learn.Learner;
import io.inkstream.train.corpus.TextPiece;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The text that a model is measured with and never learns: as in the tutorial the beginning of its text, or the newest {@value #NEWEST} characters of
 * the records that are held out. These are read a part at a time, the one whose turn was longest ago, because to read all with each report would take
 * as long as to learn what comes between two. What it holds is part of the checkpoint.
 */
final class HeldOutText {

    /** Characters that are kept of held-out records. */
    static final int NEWEST = 10_000;

    /** Characters of a part, whose first is only read. */
    private static final int PART = 1_001;

    private static final String BEGINNING = "validation";
    private static final String CHARACTERS = "validationCharacters";
    private static final String RECORDS = "heldOut.";

    /** Characters that the text begins with and that are not learned. */
    private final int atBeginning;

    private final boolean measuresBeginning;
    private byte[] beginning = {};
    private final Deque<Part> parts = new ArrayDeque<>();
    private long turns;

    private static final class Part {
        private byte[] ids;
        private long turn;
        /** Characters that were read when it was its turn. */
        private int read;

        private double fromZero;
        private double warm;

        Part(byte[] ids) {
            this.ids = ids;
        }
    }

    private HeldOutText(int atBeginning, boolean measuresBeginning) {
        this.atBeginning = atBeginning;
        this.measuresBeginning = measuresBeginning;
    }

    /** @param atBeginning characters that a model's text begins with and that are held out; 0: it is measured with records */
    static HeldOutText begin(int atBeginning) {
        return new HeldOutText(atBeginning, atBeginning > 0);
    }

    /** @param configured characters at the beginning that the settings hold out; 0: a model that holds out others is measured with records too */
    static HeldOutText restore(int configured, Map<String, String> saved) {
        int atBeginning = Integer.parseInt(saved.get(CHARACTERS));
        var text = new HeldOutText(atBeginning, configured > 0 && atBeginning > 0);
        text.beginning = Base64.getDecoder().decode(saved.get(BEGINNING));
        new TreeMap<>(saved).forEach((key, value) -> {
            if (key.startsWith(RECORDS)) {
                String[] fields = value.split(" ");
                var part = new Part(Base64.getDecoder().decode(fields[4]));
                part.turn = Long.parseLong(fields[0]);
                part.read = Integer.parseInt(fields[1]);
                part.fromZero = Double.parseDouble(fields[2]);
                part.warm = Double.parseDouble(fields[3]);
                text.parts.add(part);
                text.turns = Math.max(text.turns, part.turn);
            }
        });
        return text;
    }

    Map<String, String> saved() {
        var saved = new TreeMap<String, String>();
        saved.put(CHARACTERS, Integer.toString(atBeginning));
        saved.put(BEGINNING, Base64.getEncoder().encodeToString(beginning));
        int place = 0;
        for (var part : parts) {
            String text = Base64.getEncoder().encodeToString(part.ids);
            saved.put(
                    RECORDS + "%02d".formatted(place++),
                    part.turn + " " + part.read + " " + part.fromZero + " " + part.warm + " " + text);
        }
        return saved;
    }

    /** Characters that the text begins with and that are not learned. */
    int atBeginning() {
        return atBeginning;
    }

    /** Takes what of a piece belongs to the beginning, of which one more is kept than counted: they predict one another. */
    void takeBeginning(TextPiece piece) {
        int wanted = atBeginning == 0 ? 0 : atBeginning + 1;
        if (beginning.length < wanted && piece.start() == beginning.length) {
            int more = Math.min(wanted - beginning.length, piece.ids().length);
            int held = beginning.length;
            beginning = Arrays.copyOf(beginning, held + more);
            System.arraycopy(piece.ids(), 0, beginning, held, more);
        }
    }

    /** Takes a piece of a record that is held out. */
    void add(byte[] ids) {
        for (int from = 0; from < ids.length; ) {
            if (parts.isEmpty() || parts.peekLast().ids.length == PART) {
                parts.addLast(new Part(new byte[0]));
            }
            var last = parts.peekLast();
            int held = last.ids.length;
            int to = Math.min(ids.length, from + PART - held);
            last.ids = Arrays.copyOf(last.ids, held + to - from);
            System.arraycopy(ids, from, last.ids, held, to - from);
            from = to;
        }
        while (parts.size() > 1 + NEWEST / (PART - 1)) {
            parts.removeFirst();
        }
    }

    /** Has the model read what it is the turn of; empty while there is nothing to read. */
    Optional<HeldOut> measure(Learner learner) {
        if (measuresBeginning) {
            return beginning.length < 2 ? Optional.empty() : Optional.of(HeldOut.ofBeginning(learner, beginning));
        }
        var next = parts.stream().filter(part -> part.ids.length > 1).min(Comparator.comparingLong(part -> part.turn));
        if (next.isEmpty()) {
            return Optional.empty();
        }
        var part = next.get();
        var found = HeldOut.of(learner, part.ids);
        part.turn = ++turns;
        part.read = part.ids.length - 1;
        part.fromZero = found.fromZero();
        part.warm = found.warm();
        return Optional.of(mean(found.largestCell()));
    }

    /** What the characters cost, each when it was its part's turn. */
    private HeldOut mean(double largestCell) {
        double fromZero = 0;
        double warm = 0;
        long characters = 0;
        for (var part : parts) {
            fromZero += part.fromZero * part.read;
            warm += part.warm * part.read;
            characters += part.read;
        }
        return new HeldOut(null, fromZero / characters, warm / characters, largestCell);
    }
}
