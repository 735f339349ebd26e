package io.inkstream.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.inkstream.engine.Engine;
import io.inkstream.model.Golden;
import io.inkstream.text.BatchGenerator;
import io.inkstream.text.NumbersCorpus;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tutorial's own network over 301 steps, against the reference in double precision. */
final class TrajectoryTest {

    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "portable"})
    void the_tutorials_network_learns_as_the_reference_does(String name) throws IOException {
        try (var engine = Engine.named(name, 2)) {
            learnAsTheReference(new Learner(Tutorial.SETTINGS, engine, Golden.initial64()));
        }
    }

    private static void learnAsTheReference(Learner learner) throws IOException {
        var batches = new BatchGenerator(NumbersCorpus.training(), 64, 10);

        var rows = Golden.lines("trajectory_64.csv");
        assertThat(rows).hasSize(302);
        for (String row : rows.subList(1, rows.size())) {
            String[] golden = row.split(",", -1);
            var step = learner.step(batches.next());

            assertThat(step.step()).isEqualTo(Long.parseLong(golden[0]));
            assertThat(step.learningRate()).isEqualTo(Double.parseDouble(golden[1]));
            assertThat(step.loss()).as("loss of step " + step.step()).isCloseTo(number(golden[3]), within(1e-3));
            assertThat(step.gradientNorm())
                    .as("gradient norm of step " + step.step())
                    .isCloseTo(number(golden[5]), withinPercentage(2));
            assertThat(step.characters()).isEqualTo(640);
            if (!golden[7].isEmpty()) {
                assertThat(Perplexity.of(learner.engine(), learner.weights(), NumbersCorpus.validation()))
                        .as("validation perplexity after step " + step.step())
                        .isCloseTo(number(golden[7]), withinPercentage(1));
            }
        }
        assertThat(learner.steps()).isEqualTo(301);
        assertThat(learner.characters()).isEqualTo(301 * 640);
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }
}
