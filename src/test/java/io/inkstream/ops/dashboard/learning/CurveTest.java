package io.inkstream.ops.dashboard.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.schema.TrainingReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CurveTest {

    @Test
    void of_a_hundred_thousand_reports_a_few_hundred_are_given_and_no_spike_is_lost() {
        var curve = new Curve();
        for (int step = 0; step < 100_000; step++) {
            curve.add(report(step, step == 54_321 ? 9 : 2 + 1.0 / (1 + step), List.of()));
        }
        assertThat(curve.size()).isEqualTo(100_000);

        var shown = curve.between(Curve.Column.CHARACTERS, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, 800);
        assertThat(shown.get("bits")).hasSizeBetween(400, 800).contains(9.0);
        assertThat(shown.get("step")).startsWith(0.0).endsWith(99_999.0).isSorted();

        var zoomed = curve.between(Curve.Column.CHARACTERS, 54_000 * 10.0, 54_999 * 10.0, 2000);
        assertThat(zoomed.get("step")).hasSize(1000).startsWith(54_000.0).endsWith(54_999.0);
    }

    @Test
    void a_model_that_begins_anew_begins_its_curve_anew() {
        var curve = new Curve();
        List.of(0, 100, 200).forEach(step -> curve.add(report(step, 5, List.of("old"))));
        curve.add(report(0, 8, List.of()));
        assertThat(curve.size()).isEqualTo(1);
        assertThat(curve.last()).containsEntry("bits", 8.0);
        assertThat(curve.samples(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void samples_are_those_at_or_before_a_place_newest_first() {
        var curve = new Curve();
        List.of(0, 100, 200).forEach(step -> curve.add(report(step, 5, List.of("at " + step))));
        assertThat(curve.samples(1500, 10))
                .extracting(Curve.Samples::texts)
                .containsExactly(List.of("at 100"), List.of("at 0"));
    }

    @Test
    void what_is_no_number_is_null_for_a_browser() {
        var curve = new Curve();
        curve.add(report(0, Double.NaN, List.of()));
        assertThat(curve.last()).containsEntry("bits", null).containsEntry("zero", null);
    }

    @Test
    void more_reports_than_are_held_thin_out_the_older_half() {
        var curve = new Curve();
        for (int step = 0; step < Curve.HELD_MAX + 10; step++) {
            curve.add(report(step, 2, List.of()));
        }
        assertThat(curve.size()).isLessThan(Curve.HELD_MAX);
        assertThat(curve.between(Curve.Column.STEP, 0, Double.MAX_VALUE, 100).get("step"))
                .startsWith(0.0)
                .endsWith(Curve.HELD_MAX + 9.0);
    }

    private static TrainingReport report(int step, double bits, List<String> samples) {
        return TrainingReport.newBuilder()
                .setModel("default")
                .setStep(step)
                .setCharacters(10L * step)
                .setMeanLoss(bits * Math.log(2))
                .setMinibatchPerplexity(1)
                .setPerplexity(1)
                .setBitsPerCharacter(bits)
                .setLearningRate(0.1)
                .setGradientNorm(1)
                .setCharactersPerSecond(1)
                .setUnexpectedCharacters(0)
                .setSamples(samples)
                .setReportedAt(Instant.ofEpochSecond(step))
                .build();
    }
}
