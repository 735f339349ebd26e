package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the compose file sets, as far as it can be held against the application without a Docker engine. */
final class ComposeFileTest {

    private static final List<String> COMMANDS =
            List.of("topics", "train", "generate", "dashboard", "gateway", "prompt");

    @Test
    void the_services_set_what_the_application_has_and_what_others_reach_is_this_machine_s_alone() throws Exception {
        Map<String, Map<String, Object>> services = services();
        assertThat(services).containsKeys("kafka", "schema-registry", "prometheus", "grafana");
        for (String name : COMMANDS) {
            var settings = new TreeMap<String, String>();
            map(services.get(name).get("environment"))
                    .forEach((key, value) -> settings.put(key, substituted(value.toString())));
            // Refused where a key does not exist.
            var configuration = Configuration.load(Map.of(), settings, Optional.empty());
            assertThat(configuration.string("bootstrap.servers")).as(name).isEqualTo("kafka:19092");
            assertThat(services.get(name)).as(name).containsEntry("read_only", true);
        }
        services.forEach((name, service) -> {
            if (service.get("ports") instanceof List<?> ports) {
                assertThat(ports).as(name).allMatch(port -> port.toString().startsWith("127.0.0.1:"));
            }
        });
    }

    @Test
    void the_gateway_is_killed_no_sooner_than_it_has_answered_what_it_has_taken() throws Exception {
        String grace = services().get("gateway").get("stop_grace_period").toString();
        long drain = Configuration.load(Map.of(), Map.of(), Optional.empty()).longValue("gateway.drain.ms");
        // And five seconds in which the rest are told that there is no answer.
        assertThat(Duration.parse("PT" + grace)).isGreaterThan(Duration.ofMillis(drain + 5000));
    }

    /** The defaults of {@code ${VARIABLE:-default}}. */
    private static String substituted(String value) {
        return value.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() throws Exception {
        try (Reader file = Files.newBufferedReader(Path.of("docker/compose.yaml"))) {
            Map<String, Object> document = new Yaml().load(file);
            return (Map<String, Map<String, Object>>) document.get("services");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
