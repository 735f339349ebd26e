package io.inkstream.ops.dashboard;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.cli.CommandLineProcess;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.ops.Chromium;
import io.inkstream.ops.InstanceServer;
import io.inkstream.ops.Metrics;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** What each page says with no model, with one, with six, with a dead generator, and with a broker that was killed. Pictures go to {@code target/screens}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PageStatesIT {

    private static final List<String> PAGES =
            List.of("learning", "checkpoints", "answers", "stream", "news", "configuration");
    private static final List<String> KEYS = List.of("amber", "birch", "cedar", "dune", "ember", "fjord");

    @TempDir
    private static Path folder;

    private static Process broker;
    private static Configuration configuration;
    private static Metrics metrics;
    private static StreamsApplication trainer;
    private static InstanceServer trainerServer;
    private static Metrics generatorMetrics;
    private static StreamsApplication generator;
    private static InstanceServer generatorServer;
    private static Dashboard dashboard;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start(folder);
        broker = CommandLineProcess.of(
                        Map.of(),
                        "broker",
                        "--dir",
                        folder.resolve("broker").toString(),
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0")
                .start();
        var settings = new TreeMap<>(addresses(broker.inputReader()));
        settings.put("corpus.scores", "true");
        settings.putAll(Map.of(
                "model.by", "key",
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "100",
                "report.every", "10",
                "samples.every", "1",
                "checkpoint.every", "10",
                "mixture.bits", "10",
                "dashboard.port", "0",
                "state.dir", folder.resolve("state").toString()));
        new CommandLineRun(settings).run("topics", "create");
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        metrics = new Metrics(configuration);
        trainer = metrics.trainer(configuration);
        trainerServer = InstanceServer.start(configuration, metrics);
        generatorMetrics = new Metrics(configuration);
        generator = generatorMetrics.generator(configuration);
        generatorServer = InstanceServer.start(configuration, generatorMetrics);
        dashboard = Dashboard.start(configuration.with(Map.of(
                "dashboard.instances", "127.0.0.1:" + trainerServer.port() + ",127.0.0.1:" + generatorServer.port())));
    }

    /** The lines that the command prints. */
    private static Map<String, String> addresses(BufferedReader output) throws IOException {
        var found = new TreeMap<String, String>();
        while (found.size() < 2) {
            String line = output.readLine();
            assertThat(line).as("a line after %s", found).isNotNull();
            if (line.matches("[a-z.]+=\\S+")) {
                found.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        return found;
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (dashboard != null) {
            dashboard.close();
            generatorServer.close();
            trainerServer.close();
            // Without its broker each waits for a while: both at once.
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(generator::close), CompletableFuture.runAsync(trainer::close))
                    .join();
            generatorMetrics.close();
            metrics.close();
        }
        if (broker != null) {
            broker.destroyForcibly();
        }
    }

    @Test
    @Order(1)
    void with_no_model_each_page_says_what_is_missing() throws Exception {
        trainer.start();
        generator.start();
        awaitWrong("");
        open("learning");
        awaitText("main", "Nothing has been learned yet");
        awaitText("main", "A trainer runs");
        open("answers");
        awaitText("#recent", "No replies yet");
        awaitText("#provenance", "No model yet");
        show("no-model");
        var sent = HttpRequest.newBuilder(URI.create(dashboard.address() + "/api/prompts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"text\":\"one \",\"model\":\"%s\",\"length\":10}".formatted(KEYS.get(0))))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(sent, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(2)
    void with_one_model_each_page_shows_it() throws Exception {
        learn(KEYS.get(0), 20_000);
        open("learning");
        awaitText("#figures", "characters learned");
        awaitText("#samples", "after");
        open("stream");
        patiently()
                .untilAsserted(() -> assertThat(Chromium.text(browser, "main"))
                        .containsPattern("model-checkpoints-0\\s+[0-9.]+\\s+[0-9.]+ (B|KiB|MiB)"));
        open("answers");
        awaitText("#recent", "amber");
        awaitText("#side", "Without 1 that waited for the first model.");
        show("one-model");
    }

    @Test
    @Order(3)
    void the_same_start_is_continued_by_each_checkpoint_and_the_slider_goes_through_them() throws Exception {
        open("checkpoints");
        patiently().until(() -> count("#written article") > 2);
        Chromium.press(browser, "#write");
        patiently()
                .untilAsserted(() -> assertThat(Chromium.text(browser, "#note")).isEmpty());
        var first = (String) browser.executeScript("return document.querySelector('#written pre').innerText");
        assertThat(first).startsWith("The ").hasSize("The ".length() + 240);
        assertThat((List<?>) browser.executeScript(
                        "return [...document.querySelectorAll('#written pre')].map(one => one.innerText)"))
                .hasSize((int) count("#written article"))
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text.toString()).startsWith("The "));
        browser.executeScript("slider.value = 0; slider.dispatchEvent(new Event('input'))");
        assertThat(Chromium.text(browser, "#chosen .reply")).isEqualTo(first);
        assertThat(Chromium.text(browser, "#chosen")).contains("step 10", "bits per character", "seed 1");
        Chromium.press(browser, "#write");
        patiently().untilAsserted(() -> {
            assertThat(Chromium.text(browser, "#note")).isEmpty();
            assertThat(Chromium.text(browser, "#written pre")).isEqualTo(first);
        });
        Pictures.take(browser, "checkpoints");
    }

    private static long count(String selector) {
        return (Long) browser.executeScript("return document.querySelectorAll(arguments[0]).length", selector);
    }

    @Test
    @Order(5)
    void with_six_models_each_has_a_name_and_a_colour_of_its_own() throws Exception {
        for (String key : KEYS) {
            learn(key, 8_000);
        }
        open("learning");
        KEYS.forEach(key -> awaitText("main", key));
        browser.executeScript(
                "[...document.querySelectorAll('[aria-label=Models] button[aria-pressed=false]')].map(one => one.textContent)"
                        + ".forEach(name => [...document.querySelectorAll('[aria-label=Models] button')].find(one => one.textContent === name).click())");
        patiently().until(() -> count("#figures tbody tr") == KEYS.size());
        new Actions(browser)
                .moveToElement(browser.findElement(By.cssSelector("#curve .u-over")))
                .perform();
        patiently()
                .untilAsserted(() -> assertThat(Chromium.text(browser, ".tip"))
                        .contains(KEYS)
                        .containsPattern("[0-9,]+ characters"));
        assertThat((String) browser.executeScript("return document.querySelector('#curve').getAttribute('aria-label')"))
                .startsWith("Curve of bits per character over characters learned: ")
                .contains(KEYS);
        Pictures.take(browser, "learning-six-models");
        show("six-models");
    }

    @Test
    @Order(4)
    void a_model_keeps_its_colour_in_any_order_and_curves_are_smoothed_and_saved_as_they_are() {
        assertThat(module("colours", """
                        const names = arguments[1];
                        const some = inks(names);
                        const others = inks([...names].reverse());
                        return [names.every(name => some.get(name) === others.get(name) && /^--model-[0-7]$/.test(some.get(name))), new Set(some.values()).size];
                        """, "inks")).isEqualTo(List.of(true, (long) KEYS.size()));
        assertThat(module("curves", """
                        return [smooth([1, null, 3], 0.5).map(one => one === null ? null : one.toFixed(4)).join(),
                          nearest([1, 5, 9], 6), nearest([1, 5, 9], 8), nearest([], 8),
                          csv([["a", { step: [7], characters: [70], time: [0], bits: [2.5], zero: [null], warm: [1], speed: [3], norm: [4], rate: [5] }]])];
                        """, "smooth, nearest, csv"))
                .isEqualTo(List.of(
                        "1.0000,,2.3333",
                        1L,
                        2L,
                        -1L,
                        "model,characters,step,time,bits_per_character,held_out_from_zero,held_out_warm,characters_per_second,gradient_norm,learning_rate\n"
                                + "a,70,7,1970-01-01T00:00:00.000Z,2.5,,1,3,4,5\n"));
    }

    /** What a function of these names of a page's module gives. */
    private static Object module(String module, String body, String names) {
        return browser.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; const all = arguments; import('./" + module
                        + ".js').then(({ " + names + " }) => done((function () {" + body + "}).apply(null, all)))",
                "",
                KEYS);
    }

    @Test
    @Order(6)
    void a_dead_generator_is_told_on_every_page_and_its_being_back_too() throws Exception {
        int port = generatorServer.port();
        generatorServer.close();
        for (String page : PAGES) {
            open(page);
            awaitWrong("Generator 0 does not answer at http://127.0.0.1:" + port + " (nothing listens there)");
            assertThat(Chromium.text(browser, "#connection")).isEqualTo("1 problem");
        }
        assertThat(ask(dashboard.address(), "/health/ready").statusCode()).isEqualTo(200);
        assertThat(body("/health/ready").path("wrong")).hasSize(1);
        open("answers");
        Pictures.takeWide(browser, "state-generator-dead-answers");
        generatorServer =
                InstanceServer.start(configuration.with(Map.of("http.port", Integer.toString(port))), generatorMetrics);
        awaitWrong("");
        assertThat(Chromium.text(browser, "#connection")).isEqualTo("live");
    }

    @Test
    @Order(7)
    void a_killed_broker_is_told_on_every_page_and_nothing_is_claimed_that_only_it_knows() throws Exception {
        open("stream");
        awaitText("main", "corpus-in-0");
        broker.destroyForcibly().waitFor();
        awaitWrong("No broker answers at");
        var state = body("/api/state");
        assertThat(state.path("brokers").asBoolean()).isFalse();
        System.out.printf(
                "the broker's end was told %d ms after it was seen alive last%n",
                state.path("at").asLong() - state.at("/wrong/0/since").asLong());
        awaitText("main", "as of");
        var since = new HashSet<String>();
        assertThat(Chromium.text(browser, "main"))
                .contains("corpus-in-0")
                .doesNotContain("There are no topics yet", "No trainer and no generator");
        for (String page : PAGES) {
            open(page);
            awaitWrong("No broker answers at");
            awaitText("#wrong", "since");
            since.add(Chromium.text(browser, "#wrong .quiet").replaceAll(",.*", ""));
            awaitText("#connection", "problem");
        }
        assertThat(since).as("the same time on every page").hasSize(1);
        show("broker-killed");
        var ready = ask(dashboard.address(), "/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("No broker answers at");
        assertThat(ask(dashboard.address(), "/health/live").statusCode())
                .as("a restart would not help")
                .isEqualTo(200);
        for (var server : List.of(trainerServer, generatorServer)) {
            patiently().untilAsserted(() -> {
                var instance = ask("http://127.0.0.1:" + server.port(), "/health/ready");
                assertThat(instance.statusCode()).as(instance.body()).isEqualTo(503);
            });
        }
    }

    /** Takes a picture of each page, once it shows something. */
    private static void show(String state) throws Exception {
        for (String page : PAGES) {
            open(page);
            patiently().until(() -> Chromium.text(browser, "main").length() > 20);
            patiently()
                    .until(() -> !Chromium.text(browser, "main").matches("(?s).*(Waiting for the|Reading [a-z-]+ ).*"));
            Pictures.takeWide(browser, "state-" + state + "-" + page);
            assertThat(Axe.findings(browser)).as("%s, %s", state, page).isEmpty();
        }
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(Object::toString)
                .noneMatch(line -> line.contains("Uncaught"));
    }

    private static void open(String page) {
        browser.get(dashboard.address() + "/#" + page);
        browser.navigate().refresh();
    }

    private static void awaitText(String selector, String text) {
        patiently()
                .untilAsserted(
                        () -> assertThat(Chromium.text(browser, selector)).contains(text));
    }

    /** Waits until that is all that is wrong, or nothing is. */
    private static void awaitWrong(String beginning) {
        if (Chromium.text(browser, "nav").isEmpty()) {
            open("stream");
        }
        patiently().untilAsserted(() -> {
            String wrong = Chromium.text(browser, "#wrong");
            if (beginning.isEmpty()) {
                assertThat(wrong).isEmpty();
                assertThat(Chromium.text(browser, "#connection")).isEqualTo("live");
            } else {
                assertThat(wrong).startsWith(beginning);
            }
        });
    }

    private static void learn(String key, int characters) {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            for (String line : NumbersCorpus.text().substring(0, characters).split("(?<= thousand) ")) {
                producer.send(new ProducerRecord<>(TopicNames.CORPUS, key, line));
            }
        }
    }

    private static JsonNode body(String path) throws Exception {
        return new ObjectMapper().readTree(ask(dashboard.address(), path).body());
    }

    private static HttpResponse<String> ask(String address, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
