package io.inkstream.train.novelty;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.StringJoiner;

/**
 * What a record cost so far, character by character in the order of the text, and how much of that was beyond what was expected. It holds
 * the same however the record was cut into windows and slices, and a text of numbers ({@link #saved}) is all that is needed to go on.
 *
 * <p>Chosen by what ranks the first line of each kind highest in logs and chats that {@code bench novelty} makes: of a character that cost c bits and was
 * expected to cost e counts what c is above 1.25 e, a quarter of that in words with a digit in them (numbers, addresses, identifiers: what
 * varies), and the sum is divided by the record's length and 10 characters more. Of a byte outside ASCII e counts as 3 at most: no identifier has such,
 * so who expects more does not know the language, and that is news and no excuse.
 */
public final class Tally {

    /** Bytes of the record's beginning that are kept. */
    static final int HEAD = 512;

    private static final double NATS_PER_BIT = StrictMath.log(2);
    private static final double EXPECTED_TIMES = 1.25;
    private static final double WITH_DIGIT = 0.25;
    private static final double LENGTH_MORE = 10;
    /** Nats that a byte outside ASCII is expected to cost at most: three bits. */
    private static final double FOREIGN_MOST = 3 * NATS_PER_BIT;

    /** Nats above what was expected from which on a character is unexpected: four bits. */
    private static final double UNEXPECTED = 4 * NATS_PER_BIT;
    /** Nats that each character of the most surprising stretch must cost more than expected, on average: one bit. */
    private static final double STRETCH_LEAST = NATS_PER_BIT;

    /** What {@link #saved} is made of. */
    private static final int PARTS = 17;

    private static final double EIGHTHS = 8;
    private static final int BYTE_MAX = 255;

    /** Whether ids are bytes, of which words and digits are known. */
    private final boolean bytes;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    /** What the characters of the beginning cost, in eighths of a bit. */
    private final ByteArrayOutputStream costs = new ByteArrayOutputStream();

    private long read; // of the record, predicted or not
    private long characters;
    private double nats;
    private double expected;
    private double excess; // of words that have ended
    private double wordExcess;
    private boolean hasDigit;
    private long unexpected;
    private double run;
    private double runNats;
    private long runFrom;
    private double best;
    private double bestNats;
    private long bestFrom;
    private long bestTo;

    Tally(boolean bytes) {
        this.bytes = bytes;
    }

    /** A character that was not predicted. */
    void pass(byte id) {
        keep(id, 0);
        endRun();
        read++;
    }

    /**
     * The next character.
     *
     * @param cost in nats; NaN: not known
     * @param expectedCost in nats; NaN: not known, and none of the cost is taken to have been expected
     */
    void add(byte id, double cost, double expectedCost) {
        keep(id, cost);
        characters++;
        nats += cost;
        expected += expectedCost;
        double known = Double.isNaN(expectedCost) ? 0 : expectedCost;
        boolean digit = bytes && id >= '0' && id <= '9';
        double excused = bytes && id < 0 ? Math.min(FOREIGN_MOST, known) : known;
        double beyond = Math.max(0, cost - EXPECTED_TIMES * excused);
        if (digit || isLetter(id)) {
            wordExcess += beyond;
            hasDigit |= digit;
        } else {
            endWord();
            excess += beyond;
        }
        unexpected += cost - known >= UNEXPECTED ? 1 : 0;
        stretch(cost, cost - known - STRETCH_LEAST);
        read++;
    }

    private void keep(byte id, double cost) {
        if (head.size() < HEAD) {
            head.write(id);
            costs.write((int) Math.min(BYTE_MAX, Math.round(cost / NATS_PER_BIT * EIGHTHS)));
        }
    }

    private boolean isLetter(byte id) {
        return !bytes || id < 0 || Character.isLetter(id);
    }

    private void endWord() {
        excess += wordExcess * (hasDigit ? WITH_DIGIT : 1);
        wordExcess = 0;
        hasDigit = false;
    }

    /** The stretch with the largest sum, as it is found in one pass (Kadane). */
    private void stretch(double cost, double above) {
        if (run <= 0) {
            run = 0;
            runNats = 0;
            runFrom = read;
        }
        run += above;
        runNats += cost;
        if (run > best) {
            best = run;
            bestNats = runNats;
            bestFrom = runFrom;
            bestTo = read + 1;
        }
    }

    private void endRun() {
        run = 0;
    }

    /** Characters that were predicted. */
    long characters() {
        return characters;
    }

    /** Whether all that was predicted is known. */
    boolean isKnown() {
        return !Double.isNaN(nats);
    }

    public double bitsPerCharacter() {
        return nats / NATS_PER_BIT / characters;
    }

    /** Null where it is not known. */
    Double expectedBitsPerCharacter() {
        return Double.isNaN(expected) ? null : expected / NATS_PER_BIT / characters;
    }

    /** How new the record is, in bits per character beyond what was expected. */
    double novelty() {
        double all = excess + wordExcess * (hasDigit ? WITH_DIGIT : 1);
        return all / NATS_PER_BIT / (characters + LENGTH_MORE);
    }

    long unexpected() {
        return unexpected;
    }

    /** The characters that cost most above what was expected; of none if all was expected. */
    Stretch stretch() {
        return new Stretch(bestFrom, bestTo - bestFrom, bestNats / NATS_PER_BIT);
    }

    /**
     * A part of a record.
     *
     * @param from its first character
     * @param length in characters of the vocabulary
     * @param bits that it cost
     */
    record Stretch(long from, long length, double bits) {}

    /** The record's beginning, ids of the vocabulary. */
    byte[] head() {
        return head.toByteArray();
    }

    /** What each character of the beginning cost, as many as there are in {@link #head}, in eighths of a bit, at most 255; 0 where it was not predicted. */
    byte[] headCosts() {
        return costs.toByteArray();
    }

    String saved() {
        var saved = new StringJoiner(" ");
        for (double each : new double[] {nats, expected, excess, wordExcess, run, runNats, best, bestNats}) {
            saved.add(Double.toString(each));
        }
        for (long each : new long[] {read, characters, unexpected, runFrom, bestFrom, bestTo, hasDigit ? 1 : 0}) {
            saved.add(Long.toString(each));
        }
        return saved.add(Base64.getEncoder().encodeToString(head()))
                .add(Base64.getEncoder().encodeToString(headCosts()))
                .toString();
    }

    /** Goes on where another was that gave {@link #saved}. */
    static Tally restore(boolean bytes, String saved) {
        String[] parts = saved.split(" ", -1);
        if (parts.length < PARTS) {
            return unknown(bytes); // of a version that kept less
        }
        var tally = new Tally(bytes);
        tally.nats = Double.parseDouble(parts[0]);
        tally.expected = Double.parseDouble(parts[1]);
        tally.excess = Double.parseDouble(parts[2]);
        tally.wordExcess = Double.parseDouble(parts[3]);
        tally.run = Double.parseDouble(parts[4]);
        tally.runNats = Double.parseDouble(parts[5]);
        tally.best = Double.parseDouble(parts[6]);
        tally.bestNats = Double.parseDouble(parts[7]);
        tally.read = Long.parseLong(parts[8]);
        tally.characters = Long.parseLong(parts[9]);
        tally.unexpected = Long.parseLong(parts[10]);
        tally.runFrom = Long.parseLong(parts[11]);
        tally.bestFrom = Long.parseLong(parts[12]);
        tally.bestTo = Long.parseLong(parts[13]);
        tally.hasDigit = parts[14].equals("1");
        tally.head.writeBytes(Base64.getDecoder().decode(parts[15]));
        tally.costs.writeBytes(Base64.getDecoder().decode(parts[16]));
        return tally;
    }

    /** One of which nothing is known: its record began before scores were kept. */
    static Tally unknown(boolean bytes) {
        var tally = new Tally(bytes);
        tally.nats = Double.NaN;
        return tally;
    }
}
