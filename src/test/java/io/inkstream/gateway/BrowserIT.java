package io.inkstream.gateway;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.inkstream.config.Configuration;
import io.inkstream.ops.Chromium;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** A stranger's page, open in Chromium on the gateway's machine: what it sends reaches nobody, what it asks for it does not get. */
final class BrowserIT {

    private static final String PROMPT = "{\"prompt\":\"a\",\"user\":\"victim\",\"max_tokens\":1}";

    @TempDir
    private static Path folder;

    private static ChromeDriver browser;
    private static HttpServer stranger;
    private static StubLine line;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            byte[] page = "<!doctype html><title>a page</title>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        stranger.start();
        line = new StubLine((prompt, exchange) -> StubLine.whole(prompt, exchange, "text", List.of()));
        gateway = new Gateway(
                Configuration.load(Map.of("gateway.port", "0"), Map.of(), Optional.empty()),
                configuration -> line,
                StubModels.NONE);
        // As a name server does whose owner makes it: any of their names is this machine.
        browser = Chromium.start(folder, "--host-resolver-rules=MAP *.example 127.0.0.1");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (gateway != null) {
            gateway.close();
        }
        if (stranger != null) {
            stranger.stop(0);
        }
    }

    @Test
    void a_strangers_page_writes_into_no_session() {
        for (String host : List.of("evil.example", "localhost", "127.0.0.1")) {
            browser.get("http://" + host + ":" + stranger.getAddress().getPort() + "/");
            for (String target : List.of("127.0.0.1", "localhost", "evil.example")) {
                for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/json")) {
                    // The fetch is over: the gateway has answered, or the browser did not send it.
                    assertThat(fetch("http://" + target + ":" + gateway.port(), "no-cors", type))
                            .as("%s to %s as %s", host, target, type)
                            .isIn("opaque 0", "TypeError");
                }
            }
        }
        assertThat(line.asked).isEmpty();
    }

    @Test
    void a_form_of_a_strangers_page_writes_into_no_session() {
        browser.get("http://evil.example:" + stranger.getAddress().getPort() + "/");
        browser.executeScript("""
                const form = document.createElement("form");
                form.method = "POST"; form.enctype = "text/plain"; form.action = arguments[0];
                const field = document.createElement("input");
                field.name = '{"prompt":"a","user":"victim","x":"'; field.value = '"}';
                form.append(field); document.body.append(form); form.submit();""", "http://127.0.0.1:" + gateway.port() + "/v1/completions");
        patiently()
                .until(() -> browser.getCurrentUrl().endsWith("/v1/completions")
                        && browser.getPageSource().contains("error"));
        assertThat(line.asked).isEmpty();
    }

    @Test
    void a_name_that_is_made_to_resolve_to_this_machine_reads_nothing_and_writes_nothing() {
        String rebound = "http://evil.example:" + gateway.port();
        browser.get(rebound + "/health");
        assertThat(browser.getPageSource()).contains("evil.example").doesNotContain("\"ok\"");
        // From here on everything at that address is the page's own origin.
        assertThat(fetch(rebound, "same-origin", "application/json")).isEqualTo("basic 421");
        assertThat(line.asked).isEmpty();

        // The gateway's own page may: what was refused was refused for the name.
        String own = "http://127.0.0.1:" + gateway.port();
        browser.get(own + "/health");
        assertThat(fetch(own, "same-origin", "application/json")).isEqualTo("basic 200");
        assertThat(line.asked).hasSize(1);
        line.asked.clear();
    }

    /** Type and status of the answer to a prompt that the open page sends; the error's name where there is none. */
    private static String fetch(String address, String mode, String type) {
        return (String) browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                fetch(arguments[0], {mode: arguments[1], method: "POST", headers: {"Content-Type": arguments[2]}, body: arguments[3]})
                    .then((answer) => done(answer.type + " " + answer.status), (problem) => done(problem.name));""", address + "/v1/completions", mode, type, PROMPT);
    }
}
