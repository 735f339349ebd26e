package io.inkstream.ops.dashboard;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.Chromium;
import io.inkstream.ops.InstanceServer;
import io.inkstream.ops.Metrics;
import io.inkstream.schema.AlertKind;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** The dashboard in a real browser, over a trainer and a generator that run. Pictures of every page go to {@code target/screens}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DashboardIT {

    private static final String HOSTILE =
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static Configuration configuration;
    private static Metrics metrics;
    private static StreamsApplication trainer;
    private static StreamsApplication generator;
    private static InstanceServer instance;
    private static Dashboard dashboard;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start(folder);
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.put("corpus.scores", "true");
        settings.put("mixture.bits", "10");
        settings.putAll(Map.of(
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "100",
                "report.every", "10",
                "samples.every", "1",
                "checkpoint.every", "10",
                "dashboard.port", "0",
                "kafka.ssl.key.password", "not-for-your-eyes",
                "state.dir", folder.resolve("state").toString()));
        new CommandLineRun(settings).run("topics", "create");
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        metrics = new Metrics(configuration);
        trainer = metrics.trainer(configuration);
        generator = metrics.generator(configuration);
        instance = InstanceServer.start(configuration, metrics);
        configuration = configuration.with(Map.of("dashboard.instances", "127.0.0.1:" + instance.port()));
        dashboard = Dashboard.start(configuration);
        trainer.start();
        generator.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (stack != null) {
            dashboard.close();
            instance.close();
            generator.close();
            trainer.close();
            metrics.close();
            stack.close();
        }
    }

    @AfterEach
    void nothing_hostile_ran_and_nothing_came_from_elsewhere() {
        assertThat(browser.getTitle()).doesNotContain("owned");
        var requested = browser.executeScript(
                "return performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)");
        assertThat((List<?>) requested).allMatch(dashboard.address()::equals);
    }

    @Test
    @Order(1)
    void an_empty_dashboard_says_what_to_do_and_then_shows_a_curve_that_grows() throws Exception {
        open("learning");
        patiently().untilAsserted(() -> assertThat(text("main")).contains("Nothing has been learned yet"));
        assertThat(text("main")).contains("A trainer runs", "bin/inkstream corpus send");

        send(TopicNames.CORPUS, NumbersCorpus.text().substring(0, 20_000));
        awaitShown("#curve canvas");
        patiently().until(() -> text("#figures").contains("characters learned") && learned() > 0);
        long before = learned();
        send(TopicNames.CORPUS, NumbersCorpus.text().substring(0, 20_000));
        patiently().until(() -> learned() > before);
        patiently().untilAsserted(() -> assertThat(text("#samples")).contains("after"));
        awaitShown("#marks button");

        browser.executeScript("document.querySelector('#marks button').click()");
        assertThat(text("dialog")).contains("sha256", "step");
        browser.findElement(By.cssSelector("dialog button")).click();
        assertThat(painted())
                .as("points of the curve that are not the ground's colour")
                .isGreaterThan(500);
        Pictures.take(browser, "learning");
    }

    @Test
    @Order(2)
    void a_prompt_typed_into_the_playground_is_answered_with_the_surprise_of_each_character() throws Exception {
        open("answers");
        var field = browser.findElement(By.cssSelector("textarea"));
        field.clear();
        field.sendKeys("one hundred ");
        browser.findElement(By.id("ask")).click();
        patiently().untilAsserted(() -> assertThat(text("#provenance")).contains("bits per character"));
        assertThat(text("#reply")).startsWith("one hundred");
        assertThat(browser.findElements(By.cssSelector("#reply [data-bits]")).size())
                .isGreaterThan(20);
        assertThat(text("#provenance")).contains("default at step", "200 characters", "checkpoint");
        patiently().untilAsserted(() -> assertThat(text("#recent")).contains("bits per character"));
        patiently().untilAsserted(() -> assertThat(text("#recent .asked")).startsWith("one hundred"));
        Pictures.take(browser, "answers");
    }

    @Test
    @Order(3)
    void hostile_text_in_prompts_replies_samples_and_dead_letters_stays_text() throws Exception {
        write(TopicNames.METRICS, "hostile", report());
        write(TopicNames.GENERATED, HOSTILE, reply());
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] broken = ("\u00ff" + HOSTILE).getBytes(StandardCharsets.ISO_8859_1);
            producer.send(new ProducerRecord<>(TopicNames.CORPUS, broken)).get();
        }
        open("answers");
        patiently().untilAsserted(() -> assertThat(text("#recent")).contains(HOSTILE));
        var field = browser.findElement(By.cssSelector("textarea"));
        field.clear();
        field.sendKeys(HOSTILE);
        browser.findElement(By.id("ask")).click();
        patiently().untilAsserted(() -> assertThat(text("#reply")).startsWith(HOSTILE));
        open("learning");
        awaitShown("#curve canvas");
        choose(HOSTILE);
        choose("default");
        patiently().untilAsserted(() -> assertThat(text("#samples")).contains(HOSTILE));
        // Here there are many short records, as surprise needs to be compared with.
        send(TopicNames.CORPUS, NumbersCorpus.text().substring(40_000, 43_000));
        send(TopicNames.CORPUS, HOSTILE);
        // As much as it takes for that to be scored, two windows, and fewer records than the text as it is read shows.
        send(TopicNames.CORPUS, NumbersCorpus.text().substring(43_000, 44_800));
        open("stream");
        patiently().untilAsserted(() -> assertThat(text("main")).contains("not UTF-8"));
        patiently().untilAsserted(() -> assertThat(text("#figures")).contains("drift of the text", "σ"));
        assertThat(
                        browser.executeScript(
                                "return [...document.getElementById('figures').childNodes].every(node => node.className?.startsWith('figure'))"))
                .as("nothing but figures among them")
                .isEqualTo(true);
        browser.executeScript("document.querySelectorAll('#dead details').forEach(one => one.open = true)");
        assertThat(text("#dead")).contains("corpus-in: not UTF-8 · 1 ·", HOSTILE, "ff 3c 69 6d 67");
        Chromium.press(browser, "#dead button");
        patiently()
                .untilAsserted(
                        () -> assertThat(text("#dead")).contains("corpus-in: not UTF-8 · 2 ·", "sent to corpus-in"));
        String missing = "{\"partition\":0,\"offset\":987654321}";
        assertThat(post("/api/dead-letters", missing, "X-Any", "y").body())
                .contains("there is no dead letter inkstream-dead-letters-0@987654321");
        assertThat(post("/api/dead-letters", missing, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(text("main")).contains("Trainer 0", "Generator 0", "corpus-ordered-0", "0_0");
        assertThat(browser.findElements(By.cssSelector("main img, main script")))
                .isEmpty();
        Pictures.take(browser, "stream");

        write(TopicNames.ALERTS, "hostile", alert());
        open("news");
        patiently().untilAsserted(() -> assertThat(text("#alerts mark")).contains(HOSTILE));
        patiently().untilAsserted(() -> assertThat(text("#newest")).contains(HOSTILE));
        assertThat(text("#newest article")).contains(HOSTILE, "one in", "more than expected", "corpus-in-0@");
        assertThat(text("#read")).contains(HOSTILE);
        assertThat(browser.findElements(By.cssSelector("#read .h1, #read .h2, #read .h3, #read .h4, #read .h5")))
                .hasSizeGreaterThan(20);
        Pictures.take(browser, "news");
        sayThatItIsNoNews();
        assertThat(text("#alerts")).contains("one record in 400", "the most similar earlier record, 10 % alike");
        assertThat(browser.findElements(By.cssSelector("main img, main script")))
                .isEmpty();
    }

    private static void sayThatItIsNoNews() throws Exception {
        browser.findElement(By.cssSelector("#alerts button")).click();
        patiently().untilAsserted(() -> assertThat(text("#alerts")).contains("dismissed, with similar records"));
        patiently()
                .untilAsserted(() -> assertThat(feedback()).singleElement().satisfies(said -> {
                    assertThat(said.getVerdict()).isEqualTo(FeedbackVerdict.NOT_NEWS);
                    assertThat(said.getModel()).isEqualTo("hostile");
                    assertThat(said.getText()).startsWith(NumbersCorpus.text().substring(0, 100));
                }));
        browser.findElement(By.cssSelector("#alerts button")).click();
        patiently().untilAsserted(() -> assertThat(text("#alerts button")).isEqualTo("Not news"));
        assertThat(feedback()).extracting(CorpusFeedback::getVerdict).endsWith(FeedbackVerdict.NEWS);

        String said = "{\"model\":\"default\",\"partition\":0,\"offset\":%s,\"verdict\":\"%s\"}";
        assertThat(say(said.formatted(0, "NEWS"), "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(say(said.formatted(0, "NEWS"), "Origin", "http://elsewhere.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(say(said.formatted(0, "LIES"), "X-Any", "y").statusCode()).isEqualTo(400);
        var missing = say(said.formatted(987_654_321, "NEWS"), "X-Any", "y");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("there is no record corpus-in-0@987654321");
        assertThat(feedback()).hasSize(2);
    }

    private static List<CorpusFeedback> feedback() {
        var avro = AvroSerdes.values(configuration).deserializer();
        var all = new ArrayList<CorpusFeedback>();
        try (var reader = new TopicReader(configuration, TopicNames.FEEDBACK)) {
            reader.toBeginning();
            reader.readToEnd(record ->
                    all.add((CorpusFeedback) avro.deserialize(TopicNames.FEEDBACK, record.headers(), record.value())));
        }
        return all;
    }

    private static HttpResponse<String> say(String body, String header, String value) throws Exception {
        return post("/api/feedback", body, header, value);
    }

    private static HttpResponse<String> post(String path, String body, String header, String value) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(dashboard.address() + path))
                .header("Content-Type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Order(4)
    void a_digit_opens_a_page_and_the_configuration_shows_values_with_their_sources_and_no_secrets() throws Exception {
        open("learning");
        browser.findElement(By.cssSelector("body")).sendKeys("4");
        patiently().untilAsserted(() -> assertThat(text("nav a[aria-current]")).isEqualTo("Stream"));
        browser.findElement(By.cssSelector("body")).sendKeys("6");
        patiently().untilAsserted(() -> assertThat(text("main")).contains("checkpoint.every"));
        assertThat(text("main")).contains("--set", "default", "profile stream").doesNotContain("not-for-your-eyes");
        browser.findElement(By.cssSelector("input[type=search]")).sendKeys("ssl.key");
        assertThat(text("main")).contains("kafka.ssl.key.password", "********").doesNotContain("checkpoint.every");
        browser.findElement(By.cssSelector("input[type=search]")).clear();
        browser.navigate().refresh();
        Pictures.take(browser, "configuration");
    }

    @Test
    @Order(5)
    void when_the_server_was_away_the_page_says_so_and_goes_on_by_itself() throws Exception {
        open("learning");
        patiently().untilAsserted(() -> assertThat(text("#connection")).isEqualTo("live"));
        awaitShown("#curve canvas");
        String port = dashboard.address().replaceAll(".*:", "");
        dashboard.close();
        patiently().untilAsserted(() -> assertThat(text("#connection")).contains("connection lost"));
        dashboard = Dashboard.start(configuration.with(Map.of("dashboard.port", port)));
        patiently().untilAsserted(() -> assertThat(text("#connection")).isEqualTo("live"));
        long before = learned();
        send(TopicNames.CORPUS, NumbersCorpus.text().substring(0, 20_000));
        patiently().until(() -> learned() > before);
    }

    @Test
    @Order(6)
    void a_hundred_thousand_reports_come_as_a_few_hundred_points_and_the_page_stays_usable() throws Exception {
        open("learning");
        patiently().untilAsserted(() -> assertThat(text("#connection")).isEqualTo("live"));
        awaitShown("#curve canvas");
        try (var producer = new KafkaProducer<>(
                configuration.kafka(),
                new StringSerializer(),
                AvroSerdes.values(configuration).serializer())) {
            for (int step = 1; step <= 100_000; step++) {
                producer.send(new ProducerRecord<>(TopicNames.METRICS, "long", report("long", step)));
            }
        }
        patiently().until(() -> reports("long") == 100_000);

        String curve = get("/api/learning/long?points=700");
        assertThat(curve.length()).as("characters of the response").isLessThan(120_000);
        var columns = new ObjectMapper().readTree(curve);
        assertThat(columns.path("step")).hasSizeBetween(350, 700);
        assertThat(columns.at("/step/0").asInt()).isEqualTo(1);
        assertThat(columns.path("step").get(columns.path("step").size() - 1).asInt())
                .isEqualTo(100_000);
        assertThat(columns.path("bits").toString()).as("the one spike").contains("9.0");
        assertThat(get("/api/learning").length()).isLessThan(2_000);

        // The page was open all the time: it has fallen behind its events, was let go, and came back for the whole.
        patiently()
                .until(() ->
                        text("#connection").equals("live") && pressed("long").equals("false"));
        choose("long");
        choose("default");
        patiently().untilAsserted(() -> assertThat(text("#figures")).contains("100,000"));
        assertThat(painted()).isGreaterThan(500);
        var canvas = browser.findElement(By.cssSelector("#curve .u-over"));
        new Actions(browser)
                .moveToElement(canvas, -100, 0)
                .clickAndHold()
                .moveByOffset(200, 0)
                .release()
                .perform();
        patiently().until(() -> text(".choice").contains("Whole history") && zoomed());
        assertThat(heapBytes()).as("bytes of the page's heap").isLessThan(50_000_000);
        browser.findElement(By.cssSelector("body")).sendKeys(Keys.ESCAPE);
        patiently().until(() -> !zoomed());
    }

    private static boolean zoomed() {
        return Boolean.TRUE.equals(
                browser.executeScript(
                        "return [...document.querySelectorAll('button')].some(one => one.textContent === 'Whole history' && !one.disabled)"));
    }

    private static long heapBytes() {
        browser.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return ((Number) browser.executeScript("return performance.memory.usedJSHeapSize")).longValue();
    }

    private static int reports(String model) throws Exception {
        for (var one : new ObjectMapper().readTree(get("/api/learning")).path("models")) {
            if (one.path("name").asText().equals(model)) {
                return one.path("reports").asInt();
            }
        }
        return 0;
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(dashboard.address() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void open(String page) {
        browser.get(dashboard.address() + "/#" + page);
        browser.navigate().refresh();
    }

    /** Presses a model's button, and waits until it is seen to be pressed. */
    private static void choose(String model) {
        String before = pressed(model);
        browser.executeScript(
                "[...document.querySelectorAll('button')].find(button => button.textContent === arguments[0]).click()",
                model);
        patiently().until(() -> !pressed(model).equals(before));
    }

    private static String pressed(String model) {
        return String.valueOf(browser.executeScript(
                "return [...document.querySelectorAll('button')].find(button => button.textContent === arguments[0])"
                        + "?.ariaPressed",
                model));
    }

    private static String text(String selector) {
        return Chromium.text(browser, selector);
    }

    private static void awaitShown(String selector) {
        patiently()
                .untilAsserted(() -> assertThat(shown(selector))
                        .as(selector + " beside: " + text("main"))
                        .isTrue());
    }

    private static boolean shown(String selector) {
        return !browser.findElements(By.cssSelector(selector)).isEmpty();
    }

    /** The characters learned that the page shows. */
    private static long learned() {
        Object shown = browser.executeScript(
                "return [...document.querySelectorAll('.figure')]"
                        + ".find(figure => figure.textContent.startsWith('characters learned'))?.querySelector('b').textContent");
        return shown == null || shown.toString().equals("–")
                ? 0
                : Long.parseLong(shown.toString().replaceAll("\\D", ""));
    }

    private static long painted() {
        return (Long) browser.executeScript("""
                const canvas = document.querySelector('#curve canvas');
                const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                let count = 0;
                for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) count++;
                return count;
                """);
    }

    private static void send(String topic, String text) {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            for (String line : text.split("(?<= thousand) ")) {
                producer.send(new ProducerRecord<>(topic, line));
            }
        }
    }

    private static void write(String topic, String key, SpecificRecord value) throws Exception {
        try (var producer = new KafkaProducer<>(
                configuration.kafka(),
                new StringSerializer(),
                AvroSerdes.values(configuration).serializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private static GeneratedText reply() {
        return GeneratedText.newBuilder()
                .setId("hostile")
                .setText(HOSTILE)
                .setModel("default")
                .setFinishReason(FinishReason.LENGTH)
                .setPromptedAt(Instant.now())
                .setStartedAt(Instant.now())
                .setFinishedAt(Instant.now())
                .build();
    }

    private static CorpusAlert alert() {
        return CorpusAlert.newBuilder()
                .setModel("hostile")
                .setKind(AlertKind.NEW)
                .setId("0@0")
                .setCount(1)
                .setTopic(TopicNames.CORPUS)
                .setPartition(0)
                .setOffset(0)
                .setTimestamp(Instant.now())
                .setNovelty(3)
                .setProbability(0.0025)
                .setBitsPerCharacter(4)
                .setText("before " + HOSTILE + " behind")
                .setStretchFrom(7)
                .setStretchCharacters(HOSTILE.length())
                .setStretchBits(30)
                .setStretch(HOSTILE)
                .setNearestPartition(0)
                .setNearestOffset(0L)
                .setNearestText("a nearest one")
                .setLikeness(0.1)
                .setStep(1)
                .build();
    }

    private static TrainingReport report() {
        return report(HOSTILE, 1, 1, List.of(HOSTILE));
    }

    /** One of many, among them a single spike. */
    private static TrainingReport report(String model, int step) {
        return report(model, step, step == 54_321 ? 9 : 2 + 1.0 / step, List.of());
    }

    private static TrainingReport report(String model, int step, double bits, List<String> samples) {
        return TrainingReport.newBuilder()
                .setModel(model)
                .setStep(step)
                .setCharacters(100L * step)
                .setMeanLoss(1)
                .setMinibatchPerplexity(1)
                .setPerplexity(1)
                .setBitsPerCharacter(bits)
                .setLearningRate(0.1)
                .setGradientNorm(1)
                .setCharactersPerSecond(1)
                .setUnexpectedCharacters(0)
                .setSamples(samples)
                .setReportedAt(Instant.now().minusSeconds(86_400))
                .build();
    }
}
