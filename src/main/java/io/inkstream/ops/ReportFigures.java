package io.inkstream.ops;

import io.inkstream.schema.TrainingReport;
import io.inkstream.train.novelty.Distribution;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** What the last report of a model says, and how it compares with those before. A figure is there from the first report on that has it. */
final class ReportFigures {

    /** Reports that the one at hand is compared with. */
    private static final int HISTORY = 1000;

    /** Takes a figure's name, its description and what gives its value. */
    interface Gauges {
        void add(String figure, String description, DoubleSupplier value);
    }

    private final Gauges gauges;
    private final Set<String> there = new HashSet<>();
    private final Distribution history = new Distribution(HISTORY);
    private volatile TrainingReport report;
    private volatile double drift;

    ReportFigures(Gauges gauges) {
        this.gauges = gauges;
    }

    void take(TrainingReport now) {
        report = now;
        var z = history.z(now.getBitsPerCharacter());
        drift = z == null ? 0 : z;
        history.add(now.getBitsPerCharacter());
        if (there.add("drift")) {
            gauges.add(
                    "drift",
                    "How many standard deviations the bits per character of the last report lie above the mean of the"
                            + " thousand reports before it, older ones weighing less; 0 for the first 30 of this process.",
                    () -> drift);
        }
        figure("loss.nats", "Mean cross-entropy of the steps of the last report.", TrainingReport::getMeanLoss);
        figure("bits.per.character", "The same in bits.", TrainingReport::getBitsPerCharacter);
        figure(
                "gradient.norm",
                "Global norm of the last reported gradients before clipping.",
                TrainingReport::getGradientNorm);
        figure("learning.rate", "The learning rate of the last report.", TrainingReport::getLearningRate);
        figure(
                "held.out.from.zero",
                "Bits per character of the held-out text from a zero state.",
                TrainingReport::getHeldOutFromZero);
        figure(
                "held.out.warm",
                "Bits per character of the held-out text after what was learned last.",
                TrainingReport::getHeldOutWarm);
        figure(
                "validation.perplexity",
                "Perplexity of the held-out start of the text from a zero state.",
                TrainingReport::getValidationPerplexity);
        figure(
                "largest.weight",
                "Largest absolute value of a weight of the network.",
                TrainingReport::getLargestWeight);
        figure("largest.cell", "Largest absolute value of a cell.", TrainingReport::getLargestCell);
    }

    private void figure(String name, String description, Function<TrainingReport, Double> value) {
        if (value.apply(report) != null && there.add(name)) {
            gauges.add(name, description, () -> {
                var now = value.apply(report);
                return now == null ? Double.NaN : now;
            });
        }
    }
}
