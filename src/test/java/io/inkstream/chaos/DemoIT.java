package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.Patience;
import io.inkstream.local.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The demo, all of it frozen for longer than sessions and transactions last, as by a lid that is closed; and without its registry. */
@EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
final class DemoIT {

    private static final Duration FROZEN = Duration.ofSeconds(20);
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @Test
    void it_goes_on_after_a_freeze_and_without_its_registry() throws Exception {
        var folder = TemporaryFolder.create("inkstream-demo-");
        var child = Child.start(
                "demo",
                Laboratory.RESULTS.resolve("demo"),
                List.of("-Dfile.encoding=UTF-8", "-Dinkstream.home=" + System.getProperty("inkstream.home")),
                Map.of(),
                "io.inkstream.cli.Inkstream",
                arguments(folder.path()));
        try {
            Patience.patiently("reports").until(() -> reports(child) > 2);

            child.freezeAll();
            Awaitility.await().pollDelay(FROZEN).atMost(FROZEN.plus(WITHIN)).until(() -> true);
            child.thawAll();
            awaitReports(child);

            child.killDescendants();
            awaitReports(child);
        } finally {
            child.terminate();
            Patience.patiently().ignoreException(IOException.class).untilAsserted(folder::close);
        }
        assertThat(child.words()).doesNotContain("cannot continue");
    }

    private static List<String> arguments(Path folder) {
        var arguments = new ArrayList<>(List.of(
                "demo", "--dir", folder.toString(), "--port", "0", "--kafka-port", "0", "--registry-port", "0"));
        var settings = new TreeMap<>(Schedule.IMPATIENT);
        settings.putAll(Map.of("profile", "seed", "report.every", "20", "gateway.port", "0"));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments;
    }

    private static void awaitReports(Child child) {
        long before = reports(child);
        Awaitility.await("reports after " + before).atMost(WITHIN).until(() -> {
            child.requireAlive();
            return reports(child) > before + 2;
        });
    }

    private static long reports(Child child) {
        return child.words()
                .lines()
                .filter(line -> line.contains("bits/character"))
                .count();
    }
}
