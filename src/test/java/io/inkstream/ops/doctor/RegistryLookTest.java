package io.inkstream.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegistryLookTest {

    /** The password {@code p@ss/w:o%r?d#4711}. */
    private static final String WRITTEN = "p%40ss%2Fw%3Ao%25r%3Fd%234711";

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer registry;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        registry.createContext("/", exchange -> {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            if (exchange.getRequestURI().getPath().startsWith("/moved")) {
                exchange.getResponseHeaders().add("Location", "/elsewhere/subjects");
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
            }
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void a_log_in_of_the_address_is_sent_and_not_said() {
        var findings = look("http://ada:" + WRITTEN + "@" + host() + "/x/");

        assertThat(authorizations).containsExactly(basic("ada:p@ss/w:o%r?d#4711"));
        assertThat(findings).singleElement().isEqualTo(Finding.good("Registry", "http://" + host() + "/x answers"));
    }

    @Test
    void a_registry_that_does_not_answer_is_named_without_the_log_in() {
        registry.stop(0);

        assertThat(look("http://ada:" + WRITTEN + "@" + host()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString())
                        .contains("http://" + host() + " does not answer")
                        .doesNotContain("4711", "p@ss", "ada"));
    }

    @Test
    void a_log_in_is_not_handed_on_to_where_a_registry_points() {
        assertThat(look("http://ada:" + WRITTEN + "@" + host() + "/moved"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("/moved/subjects answers 302"));
        assertThat(authorizations).hasSize(1);
    }

    private String host() {
        return "127.0.0.1:" + registry.getAddress().getPort();
    }

    private static List<Finding> look(String url) {
        return new RegistryLook(Configuration.load(Map.of(Keys.SCHEMA_REGISTRY_URL, url), Map.of(), Optional.empty()))
                .findings();
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }
}
