package io.inkstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inkstream.cli.CommandLineRun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The benchmark of sessions with a few hundred of them: each restart is measured, and all sessions go on where they were. Seven starts
 * of a process take minutes, so that is left to the long schedule, {@code mvn verify -Pchaos}.
 */
final class SessionBenchIT {

    @Test
    @EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
    void sessions_go_on_after_every_restart_and_its_time_is_printed() throws Exception {
        var result = new CommandLineRun(Map.of())
                .run("bench", "sessions", "--sessions", "300", "--nodes", "16", "--length", "8", "--json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        var printed = new JsonMapper().readTree(result.out());
        assertThat(printed.get("sessions").asInt()).isEqualTo(300);
        for (String figure :
                List.of("fillSeconds", "killedMillis", "stoppedMillis", "standbyMillis", "takeoverMillis")) {
            assertThat(printed.get(figure).asDouble()).as(figure).isPositive();
        }
    }

    @Test
    void too_few_sessions_are_refused() {
        var result = new CommandLineRun(Map.of()).run("bench", "sessions", "--sessions", "79");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("sessions 80").contains("79");
    }
}
