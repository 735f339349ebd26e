package io.inkstream.ops;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.gateway.Gateway;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.dashboard.Dashboard;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a running trainer and generator, as Prometheus has them: its own tools judge them. */
final class MetricsIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the issue that asked for them names them. */
    private static final List<String> TRAINER = List.of(
            "characters_total",
            "steps_total",
            "loss_nats",
            "bits_per_character",
            "validation_perplexity",
            "held_out_from_zero",
            "held_out_warm",
            "largest_weight",
            "largest_cell",
            "gradient_norm",
            "learning_rate",
            "step_seconds_bucket",
            "checkpoint_seconds_sum",
            "checkpoint_bytes",
            "checkpoint_age_seconds",
            "lag_characters",
            "restore_seconds",
            "dead_letters_total");

    private static final List<String> GENERATOR = List.of(
            "prompts_total",
            "queue_seconds_bucket",
            "time_to_first_character_seconds_bucket",
            "characters_total",
            "reply_seconds_bucket",
            "batch_size_bucket",
            "sessions",
            "running",
            "waiting",
            "model_step");

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static CommandLineRun inkstream;
    private static Configuration configuration;
    private static Metrics metrics;
    private static StreamsApplication trainer;
    private static StreamsApplication generator;
    private static InstanceServer server;
    private static Gateway gateway;
    private static Dashboard dashboard;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "100",
                "corpus.line.end", " ",
                "validation.characters", "100",
                "report.every", "10",
                "checkpoint.every", "10",
                "state.dir", folder.resolve("state").toString()));
        settings.putAll(Map.of("gateway.port", "0", "dashboard.port", "0"));
        inkstream = new CommandLineRun(settings);
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        inkstream.run("topics", "create");
        metrics = new Metrics(configuration);
        trainer = metrics.trainer(configuration);
        generator = metrics.generator(configuration);
        server = InstanceServer.start(configuration, metrics);
        trainer.start();
        generator.start();
        gateway = Gateway.start(configuration);
        dashboard = Dashboard.start(configuration);
        learn();
    }

    @AfterAll
    static void stop() {
        dashboard.close();
        gateway.close();
        server.close();
        generator.close();
        trainer.close();
        metrics.close();
        stack.close();
    }

    @Test
    void every_figure_is_there_with_few_labels_and_promtool_finds_nothing_to_say() throws Exception {
        inkstream.run("prompt", "one ", "--length", "20", "--key", "s");
        var text = new String[1];
        patiently().untilAsserted(() -> {
            text[0] = get("http://127.0.0.1:" + server.port() + "/metrics");
            TRAINER.forEach(name -> assertThat(text[0]).contains("\ninkstream_train_" + name));
            GENERATOR.forEach(name -> assertThat(text[0]).contains("\ninkstream_generate_" + name));
            assertThat(text[0])
                    .contains("inkstream_train_dead_letters_total{reason=\"not_utf8\",topic=\"corpus-in\"} 1.0")
                    .contains("inkstream_generate_prompts_total{finish_reason=\"length\",model=\"default\"}")
                    .contains("inkstream_train_dead_letters_total{reason=\"avro\",topic=\"corpus-in\"} 0.0")
                    .contains("inkstream_generate_dead_letters_total{reason=\"key_too_long\",topic=\"prompts\"} 0.0")
                    .contains("inkstream_generate_model_step{model=\"default\"}")
                    .contains("inkstream_restarts_total{cause=\"outage\",topology=\"generate\"} 0.0")
                    .contains("kafka_stream_thread_");
        });
        inkstream.run("prompt", "one ", "--model", "nobody-" + System.nanoTime());
        assertThat(get("http://127.0.0.1:" + server.port() + "/metrics")).doesNotContain("nobody");

        String promtool = Programs.require("promtool", "prometheus").toString();
        for (String each : List.of(
                text[0],
                get("http://127.0.0.1:" + gateway.port() + "/metrics"),
                get(dashboard.address() + "/metrics"))) {
            var judged = Programs.run(folder, Optional.of(each), promtool, "check", "metrics");
            // promtool takes the bits of the one name that must have them for a unit of data.
            assertThat(judged.said().lines().filter(line -> !line.startsWith("inkstream_train_bits_per_character ")))
                    .isEmpty();
        }
    }

    @Test
    void kafka_s_own_figures_are_the_few_that_the_runbook_lists_and_all_that_the_dashboard_and_the_rules_use()
            throws Exception {
        var documented = kafkaNames(Files.readString(Path.of("docs/operations.md")));
        // There with model.shadow alone.
        documented.remove("kafka_inkstream_shadow_difference_avg");
        patiently().untilAsserted(() -> {
            var series = get("http://127.0.0.1:" + server.port() + "/metrics")
                    .lines()
                    .filter(line -> line.startsWith("kafka_"))
                    .toList();
            // Some partitions' own are there once records of theirs were read: a trainer and a generator, seven
            // clients.
            assertThat(series).hasSizeBetween(40, 200);
            assertThat(kafkaNames(String.join("\n", series))).isEqualTo(documented);
        });
        for (String file : List.of(
                "docker/grafana/inkstream.json",
                "docker/prometheus/rules.yml",
                "k8s/overlays/production/rules.yaml",
                "k8s/overlays/production/scaling.yaml")) {
            assertThat(documented).as(file).containsAll(kafkaNames(Files.readString(Path.of(file))));
        }
    }

    private static Set<String> kafkaNames(String text) {
        return Pattern.compile("\\bkafka_(stream|consumer|producer|admin|inkstream)_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_alert_fires_when_it_should_and_has_a_line_in_the_runbook() throws Exception {
        String promtool = Programs.require("promtool", "prometheus").toString();
        var rules = Path.of("docker/prometheus").toAbsolutePath();
        var tested = Programs.run(rules, Optional.empty(), promtool, "test", "rules", "rules_test.yml");
        assertThat(tested.exitCode()).as(tested.said()).isZero();

        String tests = Files.readString(rules.resolve("rules_test.yml"));
        String runbook = Files.readString(Path.of("docs/operations.md"));
        var alerts = Files.readString(rules.resolve("rules.yml"))
                .lines()
                .filter(line -> line.contains("- alert: "))
                .map(line -> line.replace("- alert: ", "").strip())
                .toList();
        assertThat(alerts).hasSizeGreaterThan(7).allSatisfy(alert -> {
            assertThat(tests).contains("alertname: " + alert);
            assertThat(runbook).contains("\n### " + alert + "\n");
        });
    }

    @Test
    void every_panel_of_the_grafana_dashboard_has_data_in_a_prometheus_that_scrapes_an_instance() throws Exception {
        String prometheus = Programs.require("prometheus", "prometheus").toString();
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: inkstream
                    static_configs: [{targets: ["127.0.0.1:%d", "127.0.0.1:%d", "%s"]}]
                """.formatted(
                        server.port(), gateway.port(), dashboard.address().replace("http://", "")));
        var process = new ProcessBuilder(
                        prometheus,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        try {
            var queries = queries();
            assertThat(queries).hasSizeGreaterThan(20);
            patiently().untilAsserted(() -> {
                learn();
                inkstream.run("prompt", "two ", "--length", "5");
                complete();
                var without = new ArrayList<String>();
                for (String query : queries) {
                    if (!hasData(port, query)) {
                        without.add(query);
                    }
                }
                assertThat(without)
                        .as("queries without data, of " + queries.size())
                        .isEmpty();
            });
            System.out.println("Grafana queries with data: " + queries.size() + " of " + queries.size());
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** Something for the gateway's figures. */
    private static void complete() throws Exception {
        HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/v1/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"one \",\"max_tokens\":5}"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static List<String> queries() throws Exception {
        var queries = new ArrayList<String>();
        for (var panel :
                JSON.readTree(Path.of("docker/grafana/inkstream.json").toFile()).path("panels")) {
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> queries.add(
                            target.path("expr").asText().replace("$model", ".*").replace("$__rate_interval", "30s")));
        }
        return queries;
    }

    /** Whether a query gives numbers. */
    private static boolean hasData(int port, String query) throws Exception {
        String answer = get(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        for (JsonNode series : JSON.readTree(answer).at("/data/result")) {
            if (!series.at("/value/1").asText().equals("NaN")) {
                return true;
            }
        }
        return false;
    }

    private static String get(String url) throws Exception {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.net.ConnectException e) {
            return "{}";
        }
    }

    /** Some text, and a record that is none. */
    private static void learn() {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String line : NumbersCorpus.text().substring(0, 20_000).split("(?<= thousand) ")) {
                producer.send(new ProducerRecord<>(TopicNames.CORPUS, line.getBytes(StandardCharsets.UTF_8)));
            }
            if (!sentBroken) {
                producer.send(new ProducerRecord<>(TopicNames.CORPUS, new byte[] {(byte) 0xff, 'x'}));
                sentBroken = true;
            }
        }
    }

    private static boolean sentBroken;
}
