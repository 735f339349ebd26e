package io.inkstream.train.loop;

import io.inkstream.learn.Learner;
import java.util.Map;

/** What the steps since the last report add up to. */
public final class ReportPeriod {

    private double lossSum;
    private int steps;
    private double mixedNats;
    private long mixedCharacters;
    private long characters;
    private long nanos;
    private Learner.Step last;

    static ReportPeriod restore(Map<String, String> saved) {
        var period = new ReportPeriod();
        period.lossSum = Double.parseDouble(saved.get("lossSum"));
        period.steps = Integer.parseInt(saved.get("lossSteps"));
        period.mixedNats = Double.parseDouble(saved.getOrDefault("mixedNats", "0"));
        period.mixedCharacters = Long.parseLong(saved.getOrDefault("mixedCharacters", "0"));
        return period;
    }

    void add(Learner.Step step, long nanos) {
        lossSum += step.loss();
        steps++;
        mixedNats += step.mixedNats();
        mixedCharacters += step.mixedCharacters();
        characters += step.characters();
        this.nanos += nanos;
        last = step;
    }

    public void clear() {
        lossSum = 0;
        steps = 0;
        mixedNats = 0;
        mixedCharacters = 0;
        characters = 0;
        nanos = 0;
    }

    /** What a character cost the model, in nats: the mixture, where there is one and a window's costs are known, else the network. */
    public double meanLoss() {
        return mixedCharacters > 0 ? mixedNats / mixedCharacters : lossSum / steps;
    }

    /** Characters per second of time spent learning; 0 if none passed on the clock. */
    public double charactersPerSecond() {
        return nanos == 0 ? 0 : characters * 1e9 / nanos;
    }

    /** The last step that was added. */
    public Learner.Step last() {
        return last;
    }

    /** What a checkpoint keeps of it, so that a report that spans a restart gives the same mean. */
    Map<String, String> saved() {
        return Map.of(
                "lossSum",
                Double.toString(lossSum),
                "lossSteps",
                Integer.toString(steps),
                "mixedNats",
                Double.toString(mixedNats),
                "mixedCharacters",
                Long.toString(mixedCharacters));
    }
}
