package io.inkstream.write;

import io.inkstream.engine.Engine;
import io.inkstream.engine.LaneReader;
import io.inkstream.engine.Softmax;
import io.inkstream.mixture.Mixture;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.model.Symbols;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Writer.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Texts that are continued side by side, one character each per step. Between steps lanes join, and those that are done leave.
 * What a lane writes is the same, to the bit, whatever is beside it ({@link Engine#predict}). For one thread.
 */
public final class Batch {

    private final Engine engine;
    private final Parameters weights;
    private final Vocabulary vocabulary;
    private final Adaptation adaptation;
    private final List<Lane> lanes = new ArrayList<>();
    /** A state for each number of lanes that there was, so that joining and leaving copies rows and allocates nothing. */
    private final Map<Integer, State> states = new HashMap<>();

    /** Of each lane, whether anything is made of the logits of this step. */
    private boolean[] reads = {};

    private final LaneReader advancing = new LaneReader() {
        @Override
        public boolean reads(int lane) {
            return reads[lane];
        }

        @Override
        public void read(int lane, Softmax softmax) {
            lanes.get(lane).advance(softmax);
        }
    };

    public Batch(Engine engine, Parameters weights, Vocabulary vocabulary) {
        this.engine = engine;
        this.weights = weights;
        this.vocabulary = vocabulary;
        this.adaptation = new Adaptation(vocabulary.size());
    }

    /**
     * Begins a text.
     *
     * @param from where it stands; not changed
     * @param text what it reads before it writes
     * @throws IllegalStateException if there is no character to begin with
     */
    public Lane join(Position from, byte[] text, Sampler sampler, Ending ending) {
        return join(from, text, sampler, ending, new Logprobs.Wanted(0, false));
    }

    /**
     * Begins a text that tells log-probabilities.
     *
     * @throws IllegalStateException if there is no character to begin with
     */
    public Lane join(Position from, byte[] text, Sampler sampler, Ending ending, Logprobs.Wanted logprobs) {
        var lane = new Lane(vocabulary, weights.mixture(), adaptation, from, text, sampler, ending, logprobs);
        if (lane.isDone()) {
            lane.end(from.state().copy());
            return lane;
        }
        int size = lanes.size();
        var wider = state(size + 1);
        if (size > 0) {
            wider.copyLanes(0, state(size), 0, size);
        }
        wider.copyLanes(size, from.state(), 0, 1);
        weights.mixture().ifPresent(mixture -> recall(wider, size, mixture, from));
        lanes.add(lane);
        return lane;
    }

    /** Where a text stands is what its last characters say, wherever they were kept: all but the one that is not fed yet. */
    private void recall(State state, int lane, Mixture mixture, Position from) {
        byte[] recent = from.window();
        int fed = from.last() < 0 ? recent.length : recent.length - 1;
        state.recall(lane, mixture, Symbols.of(weights.shape().vocabulary()), recent, fed);
    }

    /** Takes a lane out before it is done; what it wrote stays readable, but it has no position. */
    public void cancel(Lane lane) {
        int at = lanes.indexOf(lane);
        if (at >= 0) {
            leave(state(lanes.size()), candidate -> candidate == lane);
        }
    }

    public boolean isEmpty() {
        return lanes.isEmpty();
    }

    public int size() {
        return lanes.size();
    }

    /** Moves every lane on by one character. Those that are done then leave. */
    public void step() {
        if (lanes.isEmpty()) {
            return;
        }
        var state = state(lanes.size());
        reads = each(Lane::readsLogits);
        engine.predict(weights, state, next(), each(Lane::asksMixture), advancing);
        boolean some = false;
        for (int i = 0; i < lanes.size(); i++) {
            var lane = lanes.get(i);
            if (!reads[i]) {
                lane.readOn();
            }
            if (lane.isDone()) {
                lane.end(state.lane(i));
                some = true;
            }
        }
        if (some) {
            leave(state, Lane::isDone);
        }
    }

    private boolean[] each(Predicate<Lane> asked) {
        var answers = new boolean[lanes.size()];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = asked.test(lanes.get(i));
        }
        return answers;
    }

    private int[] next() {
        var next = new int[lanes.size()];
        for (int i = 0; i < next.length; i++) {
            next[i] = lanes.get(i).next();
        }
        return next;
    }

    private void leave(State state, Predicate<Lane> leaves) {
        var kept = new ArrayList<Lane>(lanes);
        kept.removeIf(leaves);
        int copied = 0;
        for (int i = 0; i < lanes.size(); i++) {
            int begin = i;
            while (i < lanes.size() && !leaves.test(lanes.get(i))) {
                i++;
            }
            if (i > begin) {
                // Those between two that leave stay neighbours.
                state(kept.size()).copyLanes(copied, state, begin, i - begin);
                copied += i - begin;
            }
        }
        lanes.clear();
        lanes.addAll(kept);
    }

    private State state(int size) {
        return states.computeIfAbsent(
                size, lanes -> State.zeros(lanes, weights.shape().width()));
    }
}
