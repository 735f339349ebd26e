package io.inkstream.bench.prompts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.bench.Onlooker;
import io.inkstream.bench.prompts.PromptLoad.Measured;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** What is measured, one thing after the other. */
public final class PromptMeasurement {

    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final double WARM_UP_RATE = 300;
    private static final Duration TRIAL = Duration.ofSeconds(8);
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final int IDLE_PROMPTS = 300;
    private static final int IDLE_STREAMS = 150;

    /** The first rate that is tried, and how much more each time. */
    private static final int FIRST_RATE = 250;

    private static final double FACTOR = 1.25;

    /** A rate is held when so much of it is answered while it lasts, and 99 % within so long. */
    private static final double HELD_SHARE = 0.98;

    private static final double HELD_P99_MILLIS = 250;

    private final PromptLoad load;
    private final PromptLoad.Shape shape;
    private final Onlooker onlooker;
    private Duration expected = Duration.ZERO;
    private Measured last;

    /** @param onlooker hears what came of each stretch of load; the amounts are seconds of load, more of them with each rate that is tried */
    public PromptMeasurement(PromptLoad load, PromptLoad.Shape shape, Onlooker onlooker) {
        this.load = load;
        this.shape = shape;
        this.onlooker = onlooker;
    }

    /**
     * The keys {@code idle}, {@code heldPromptsPerSecond}, {@code heldCharactersPerSecond}, {@code half} (unless no rate is held), {@code
     * firstPieceP50Millis}, {@code stages} of the idle replies, {@code load} of the last stretch at a rate that was tried.
     */
    public ObjectNode run() {
        expectAlso(WARM_UP.plus(PAUSE.multipliedBy(IDLE_PROMPTS + IDLE_STREAMS))
                .plus(hold())
                .plus(halfAsLong()));
        said("warm-up", load.at(warmUpRate(), WARM_UP, false));
        load.settle();
        var idle = said("idle", load.oneByOne(IDLE_PROMPTS, PAUSE, false));
        var pieces = load.oneByOne(IDLE_STREAMS, PAUSE, true);
        int held = shape.rate() > 0 ? given() : highest();
        var json = JsonNodeFactory.instance.objectNode();
        json.set("idle", percentiles(idle.latencies()));
        json.put("heldPromptsPerSecond", held);
        if (held > 0) {
            var half = said("half", load.at(held / 2.0, halfAsLong(), false));
            json.set("half", percentiles(half.latencies()));
        }
        json.put("firstPieceP50Millis", millis(pieces.firstPieces(), 50));
        json.put("heldCharactersPerSecond", held * shape.length());
        json.set("stages", idle.stages().toJson());
        json.set("load", load(last));
        return json;
    }

    /** {@code promptsPerSecond} that were answered, {@code hostMillisPerReply} and {@code loadMillisPerReply} of processor time. */
    private static ObjectNode load(Measured measured) {
        long replies = Math.max(1, measured.latencies().getTotalCount());
        return JsonNodeFactory.instance
                .objectNode()
                .put("promptsPerSecond", measured.answeredPerSecond())
                .put("hostMillisPerReply", millisPer(replies, measured.used().host()))
                .put("loadMillisPerReply", millisPer(replies, measured.used().load()));
    }

    private static Double millisPer(long replies, Duration time) {
        return time == null ? null : time.toNanos() / 1e6 / replies;
    }

    /** Not above the rate that was asked for: a machine that cannot hold it would have a backlog to begin with. */
    private double warmUpRate() {
        return shape.rate() > 0 ? Math.min(WARM_UP_RATE, shape.rate()) : WARM_UP_RATE;
    }

    private Duration hold() {
        return Duration.ofSeconds(shape.seconds());
    }

    private Duration halfAsLong() {
        return Duration.ofSeconds(Math.max(1, shape.seconds() / 2));
    }

    private void expectAlso(Duration load) {
        expected = expected.plus(load);
        onlooker.expect(expected.toSeconds());
    }

    /** The rate that was given, 0 if it is not held. */
    private int given() {
        return isHeld(shape.rate(), hold()) ? shape.rate() : 0;
    }

    /** Raises the rate until it is not held, in short trials, and then looks for the highest that is held all the time. */
    private int highest() {
        int rate = FIRST_RATE;
        expectAlso(TRIAL);
        while (isHeld(rate, TRIAL)) {
            rate = (int) (rate * FACTOR);
            expectAlso(TRIAL);
        }
        for (rate = (int) (rate / FACTOR); rate > 1; rate = (int) (rate * 0.93)) {
            if (isHeld(rate, hold())) {
                return rate;
            }
            expectAlso(hold());
        }
        return 0;
    }

    private boolean isHeld(int rate, Duration time) {
        var measured = said(rate + "/s", load.at(rate, time, false));
        last = measured;
        load.settle();
        double offered = measured.sent() / (time.toNanos() / 1e9);
        return measured.unanswered() == 0
                && measured.answeredPerSecond() >= HELD_SHARE * offered
                && millis(measured.latencies(), 99) <= HELD_P99_MILLIS;
    }

    private Measured said(String what, Measured measured) {
        var latencies = measured.latencies();
        onlooker.hear("%-8s sent %6d, unanswered %d, answered %.0f/s, median %.1f ms, 99 %% %.1f ms, most %.1f ms"
                .formatted(
                        what,
                        measured.sent(),
                        measured.unanswered(),
                        measured.answeredPerSecond(),
                        millis(latencies, 50),
                        millis(latencies, 99),
                        millis(latencies, 100)));
        return measured;
    }

    static ObjectNode percentiles(Histogram latencies) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("p50Millis", millis(latencies, 50))
                .put("p99Millis", millis(latencies, 99));
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
