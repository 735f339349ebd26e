package io.inkstream.train;

import io.inkstream.lstm.Learner;
import java.util.Map;

/** What the steps since the last report add up to. */
final class ReportPeriod {

    private double lossSum;
    private int steps;
    private long characters;
    private long nanos;
    private Learner.Step last;

    static ReportPeriod restore(Map<String, String> saved) {
        var period = new ReportPeriod();
        period.lossSum = Double.parseDouble(saved.get("lossSum"));
        period.steps = Integer.parseInt(saved.get("lossSteps"));
        return period;
    }

    void add(Learner.Step step, long nanos) {
        lossSum += step.loss();
        steps++;
        characters += step.characters();
        this.nanos += nanos;
        last = step;
    }

    void clear() {
        lossSum = 0;
        steps = 0;
        characters = 0;
        nanos = 0;
    }

    double meanLoss() {
        return lossSum / steps;
    }

    /** Characters per second of time spent learning; 0 if none passed on the clock. */
    double charactersPerSecond() {
        return nanos == 0 ? 0 : characters * 1e9 / nanos;
    }

    /** The last step that was added. */
    Learner.Step last() {
        return last;
    }

    /** What a checkpoint keeps of it, so that a report that spans a restart gives the same mean. */
    Map<String, String> saved() {
        return Map.of("lossSum", Double.toString(lossSum), "lossSteps", Integer.toString(steps));
    }
}
