package io.inkstream.ops.dashboard.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AnswersTest {

    @Test
    void percentiles_are_values_that_occurred() {
        var values = IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();
        assertThat(Answers.percentiles(values)).isEqualTo(new Answers.Percentiles(50.0, 90.0, 99.0));
        assertThat(Answers.percentiles(new double[0])).isEqualTo(new Answers.Percentiles(null, null, null));
    }
}
