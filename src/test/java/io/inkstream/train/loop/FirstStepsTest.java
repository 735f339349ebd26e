package io.inkstream.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FirstStepsTest {

    @Test
    void milestones_are_100_500_1000_and_then_twice_as_far_each() {
        assertThat(LongStream.rangeClosed(0, 70_000).filter(FirstSteps::isMilestone))
                .containsExactly(100L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L);
    }
}
