package io.inkstream.cli.terminal;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.junit.jupiter.api.Test;

/** What progress draws, on a screen of the test's. */
final class ProgressTest {

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @Test
    void says_how_far_how_fast_and_how_long_still() {
        try (var progress = drawn()) {
            progress.stepBy(10_000);
            patiently("a speed is drawn").untilAsserted(() -> {
                progress.stepBy(1); // nothing is drawn again where nothing has gone on
                assertThat(lastFrame())
                        .containsPattern("bench quality +\\d+% \\[=+ +] 1\\d{4}/20000 characters"
                                + " \\(0:0\\d:\\d\\d / 0:\\d\\d:\\d\\d\\) [\\d.]+ characters/s");
            });
        }
    }

    @Test
    void is_full_at_the_end_however_early_that_comes() {
        try (var progress = drawn()) {
            progress.stepBy(20_000);
        }
        assertThat(lastFrame()).containsPattern("bench quality +100% \\[=+] 20000/20000 characters");
    }

    private Progress drawn() {
        var stream = new PrintStream(screen, true, StandardCharsets.UTF_8);
        return Progress.drawn("bench quality", 20_000, " characters", new ConsoleProgressBarConsumer(stream, 200));
    }

    private String lastFrame() {
        String[] frames = screen.toString(StandardCharsets.UTF_8).strip().split("\r");
        return frames[frames.length - 1];
    }
}
