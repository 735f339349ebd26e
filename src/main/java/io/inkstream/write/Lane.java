package io.inkstream.write;

import io.inkstream.engine.Softmax;
import io.inkstream.mixture.Mixture;
import io.inkstream.mixture.cache.TextCache;
import io.inkstream.model.CounterRandom;
import io.inkstream.model.State;
import io.inkstream.text.Continuation;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Writer.Position;
import io.inkstream.write.Writer.Written;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One text being read and then continued, a character at a time: says which character is fed next, and takes what the network
 * makes of it. What it writes does not depend on who feeds it, or on what is written beside it.
 */
public final class Lane {

    private static final double NATS_PER_BIT = StrictMath.log(2);

    private final Vocabulary vocabulary;
    private final Sampler sampler;
    private final Ending ending;
    private final byte[] toRead;
    private final Logprobs.Wanted wanted;
    /** What must not be copied at length; empty if it may be. */
    private final Optional<Mixture> copied;

    private final List<Logprobs> logprobs = new ArrayList<>();
    private final ReadScore readScore;
    private final Continuation continuation;
    private final ByteArrayOutputStream ids = new ByteArrayOutputStream();
    private final SamplingCandidates candidates;

    private int read;
    /** How many of the ids that were read have log-probabilities. */
    private int scored;

    /** How many of the written ids make whole characters. */
    private int whole;

    private int last;
    private CounterRandom random;
    private final Recent recent;
    private final Adaptation adaptation;
    /** What it adapts to; null if it does not. */
    private final TextCache remembered;

    private double nats;
    private Optional<String> stop = Optional.empty();
    private State end;

    /**
     * @param mixture of the model that writes
     * @param adaptation of the lanes beside this one as well
     * @throws IllegalStateException if there is no character to begin with
     */
    Lane(
            Vocabulary vocabulary,
            Optional<Mixture> mixture,
            Adaptation adaptation,
            Position from,
            byte[] toRead,
            Sampler sampler,
            Ending ending,
            Logprobs.Wanted wanted) {
        this.copied = sampler.copyMax() == 0 ? Optional.empty() : mixture;
        this.vocabulary = vocabulary;
        this.candidates = new SamplingCandidates(vocabulary.size());
        this.wanted = wanted;
        this.readScore = new ReadScore(vocabulary.continuation());
        this.sampler = sampler;
        this.ending = ending;
        this.toRead = toRead;
        this.continuation = vocabulary.continuation();
        this.random = from.random();
        this.recent = new Recent(from.recent());
        recent.addAll(toRead);
        this.adaptation = adaptation;
        this.remembered = sampler.adapts() ? adaptation.remember(from.recent()) : null;
        this.last = from.last();
        if (last < 0) {
            if (toRead.length == 0) {
                throw new IllegalStateException("a text must have a first character to continue from: none was read");
            }
            readOn();
            if (wanted.ofRead()) {
                readScore.begin(last);
            }
        }
    }

    /** The id to feed. */
    int next() {
        return last;
    }

    /** Takes the next of the text to read, where {@linkplain #readsLogits nothing is made} of the answer to {@link #next}. */
    void readOn() {
        feed(Byte.toUnsignedInt(toRead[read++]));
    }

    private void feed(int id) {
        last = id;
        if (remembered != null) {
            adaptation.read(remembered, id);
        }
    }

    /** Takes the answer to {@link #next}. */
    void advance(Softmax softmax) {
        if (remembered != null) {
            adaptation.adapt(remembered, softmax);
        }
        if (isReading()) {
            readOn();
            score(softmax);
            return;
        }
        feed(sampler.draw(softmax, allowed(vocabulary.size()), recent, random.uniform(), candidates));
        random = random.next();
        continuation.accept(last);
        ids.write(last);
        whole = continuation.atBoundary() ? ids.size() : whole;
        recent.add((byte) last);
        nats += softmax.surprise(last);
        if (wanted.likely() > 0) {
            logprobs.add(Logprobs.of(softmax, last, wanted.likely()));
        }
        if (!ending.stops().isEmpty() && continuation.atBoundary()) {
            stop = ending.stop(vocabulary.decode(ids.toByteArray()), continuation.characters());
        }
    }

    private Continuation allowed(int vocabularySize) {
        return copied.isPresent()
                ? CopyMax.limited(continuation, sampler.copyMax(), recent, copied.get(), vocabularySize)
                : continuation;
    }

    private void score(Softmax softmax) {
        logprobs.add(Logprobs.of(softmax, last, wanted.likely()));
        scored++;
        readScore.add(last, softmax.surprise(last));
    }

    /** Whether anything is made of the answer to {@link #next}. */
    boolean readsLogits() {
        return wanted.ofRead() || !isReading();
    }

    /** Whether a mixture is to have its say in the answer to {@link #next}: not where nothing is made of it, nor where the network alone writes. */
    boolean asksMixture() {
        return !sampler.isNetworkAlone() && readsLogits();
    }

    /** Whether there is text to read before anything is written. */
    public boolean isReading() {
        return read < toRead.length;
    }

    /** How many ids were drawn so far. */
    public int drawn() {
        return ids.size();
    }

    /** One for each id that was read, if those were asked for, and then for each that was drawn; empty if none were asked for. */
    public List<Logprobs> logprobs() {
        return logprobs;
    }

    /** How many of {@link #logprobs} are those of ids that were read. */
    public int scored() {
        return scored;
    }

    /** How surprising what was read is, in bits per character, where that was asked for; the very first character does not count. */
    public OptionalDouble readBitsPerCharacter() {
        return readScore.bitsPerCharacter();
    }

    /** Whether all is read and the end is reached. */
    public boolean isDone() {
        return read == toRead.length && (stop.isPresent() || continuation.characters() >= ending.characters());
    }

    /** What was written so far and will stay: whole characters that are not the beginning of a stop string. */
    public String settled() {
        String text = text();
        return isDone() ? text : text.substring(0, text.length() - ending.beginningOfAStop(text));
    }

    /** Whole characters, without the stop string. */
    private String text() {
        String text = vocabulary.decode(Arrays.copyOf(ids.toByteArray(), whole));
        return text.substring(0, text.length() - stop.map(String::length).orElse(0));
    }

    /** Keeps the state that the text ends in. */
    void end(State state) {
        end = state;
    }

    /** What was written, once it is done. */
    public Written written() {
        String text = text();
        return new Written(
                text,
                text.codePointCount(0, text.length()),
                stop,
                continuation.characters(),
                nats / NATS_PER_BIT,
                new Position(end, last, random, remembered == null ? recent.toBytes() : adaptation.ids(remembered)));
    }
}
