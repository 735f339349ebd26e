package io.inkstream.secured;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.gateway.Gateway;
import io.inkstream.ops.dashboard.Dashboard;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.StubRegistry;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.TopicReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both topologies with a broker that takes nobody without a log-in, and lets them do what {@code docs/security.md} lists. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SecurityIT {

    private static final String STORES = "store-pass-4711";
    private static final String REGISTRY = "registry-pass-4711";
    private static final Map<String, String> PASSWORDS = Map.of(
            SecuredBroker.ADMIN,
            "admin-pass-4711",
            "trainer",
            "trainer-pass-4711",
            "generator",
            "generator-pass-4711",
            "dashboard",
            "dashboard-pass-4711",
            "gateway",
            "gateway-pass-4711",
            "stranger",
            "stranger-pass-4711");

    @TempDir
    private static Path folder;

    private static Eavesdropper eavesdropper;
    private static Certificates certificates;
    private static SecuredBroker broker;
    private static StubRegistry registry;
    private static CommandLineRun asAdmin;
    private static List<String> users;

    @BeforeAll
    static void start() throws Exception {
        eavesdropper = new Eavesdropper(secrets());
        certificates = Certificates.make(folder, STORES);
        broker = SecuredBroker.start(Files.createDirectory(folder.resolve("broker")), certificates, PASSWORDS);
        registry = new StubRegistry();
        asAdmin = new CommandLineRun(settings(SecuredBroker.ADMIN));
        var created = asAdmin.run("topics", "create");
        assertThat(created.exitCode()).as(created.err()).isZero();
        var properties = folder.resolve("admin.properties");
        var lines = configuration(SecuredBroker.ADMIN).kafka().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
        Files.write(properties, lines);
        users = DocumentedRights.give(broker.servers(), properties);
    }

    private static List<String> secrets() {
        var secrets = new ArrayList<>(PASSWORDS.values());
        secrets.addAll(List.of(STORES, REGISTRY, "wrong-pass-4711"));
        secrets.add(Base64.getEncoder().encodeToString(("user:" + REGISTRY).getBytes(StandardCharsets.UTF_8)));
        return secrets;
    }

    @AfterAll
    static void stop() {
        broker.close();
        registry.close();
        eavesdropper.close();
    }

    private static Map<String, String> settings(String user) {
        var settings = new TreeMap<>(broker.settings(user, PASSWORDS.get(user), certificates));
        settings.putAll(Map.of(
                "schema.registry.url", registry.url(),
                "basic.auth.credentials.source", "USER_INFO",
                "basic.auth.user.info", "user:" + REGISTRY,
                "profile", "seed",
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "100",
                "report.every", "20",
                "checkpoint.every", "20",
                "state.dir", folder.resolve("state-" + user).toString()));
        // With all topics that there can be, so that all rights are needed.
        settings.put("corpus.scores", "true");
        settings.put("alerts.share", "0.5");
        return settings;
    }

    private static Configuration configuration(String user) {
        return Configuration.load(settings(user), Map.of(), Optional.empty());
    }

    @Test
    @Order(1)
    void both_topologies_run_with_the_rights_that_are_documented() throws Exception {
        assertThat(users).containsExactly("trainer", "generator", "dashboard", "gateway");
        var text =
                Files.writeString(folder.resolve("text"), NumbersCorpus.text().substring(0, 20_000));
        assertThat(asAdmin.run("corpus", "send", text.toString()).exitCode()).isZero();
        sendLines(NumbersCorpus.text().substring(40_000, 70_000));
        sendUnreadable(TopicNames.CORPUS);
        sendUnreadable(TopicNames.PROMPTS);

        learn();
        // What it knows is in its changelogs then, which it must be allowed to read.
        delete(folder.resolve("state-trainer"));
        var more =
                Files.writeString(folder.resolve("more"), NumbersCorpus.text().substring(20_000, 40_000));
        assertThat(asAdmin.run("corpus", "send", more.toString()).exitCode()).isZero();
        learn();
        toldOfNewsAndForgets();

        for (int start = 0; start < 2; start++) {
            try (var generator = StreamsApplication.generator(configuration("generator"))) {
                generator.start();
                var reply = asAdmin.run("prompt", "one hundred ", "--key", "s", "--length", "30");
                assertThat(generator.error()).isEmpty();
                assertThat(reply.exitCode()).as(reply.err()).isZero();
                assertThat(reply.out().strip()).matches("one hundred [a-z ]*");
            }
            delete(folder.resolve("state-generator"));
        }
        var letters = asAdmin.run("tail", TopicNames.DEAD_LETTERS, "--from-beginning", "--max", "2");
        assertThat(letters.out()).contains(TopicNames.CORPUS, TopicNames.PROMPTS);
    }

    /** Hundreds of records are learned before the first alert. Then one of them is forgotten, for which a trainer reads its own checkpoints. */
    private static void toldOfNewsAndForgets() {
        try (var trainer = StreamsApplication.trainer(configuration("trainer"))) {
            trainer.start();
            patiently().untilAsserted(() -> {
                assertThat(trainer.error()).isEmpty();
                assertThat(alerts()).isPositive();
            });
            var forgotten = asAdmin.run("model", "forget", "--offsets", "corpus-in-0@1", "--yes");
            assertThat(forgotten.exitCode()).as(forgotten.err()).isZero();
            assertThat(trainer.error()).isEmpty();
        }
    }

    private static int alerts() {
        try (var reader = new TopicReader(configuration(SecuredBroker.ADMIN), TopicNames.ALERTS)) {
            var count = new AtomicInteger();
            reader.toBeginning();
            reader.readToEnd(record -> count.incrementAndGet());
            return count.get();
        }
    }

    private static void learn() {
        String before = asAdmin.run("model", "digest").out();
        try (var trainer = StreamsApplication.trainer(configuration("trainer"))) {
            trainer.start();
            patiently().untilAsserted(() -> {
                assertThat(trainer.error()).isEmpty();
                assertThat(asAdmin.run("model", "digest").out())
                        .contains("sha256=")
                        .isNotEqualTo(before);
            });
        }
    }

    @Test
    @Order(2)
    void so_do_the_dashboard_and_the_gateway() throws Exception {
        try (var generator = StreamsApplication.generator(configuration("generator"));
                var dashboard = Dashboard.start(configuration("dashboard").with(Map.of("dashboard.port", "0")));
                var gateway = Gateway.start(configuration("gateway").with(Map.of("gateway.port", "0")))) {
            generator.start();
            patiently().untilAsserted(() -> {
                var stream = get(dashboard.address() + "/api/stream");
                assertThat(stream.at("/cluster/trouble").isNull())
                        .as(stream.toString())
                        .isTrue();
                assertThat(stream.at("/cluster/topics")).hasSize(11);
                assertThat(stream.at("/cluster/groups")).isNotEmpty();
                assertThat(stream.at("/deadLetters")).hasSize(2);
                var news = get(dashboard.address() + "/api/news").path("news");
                assertThat(news.at("/mostNew/0/text").asText())
                        .as(news.toString())
                        .contains("thousand");
                assertThat(get(dashboard.address() + "/api/learning")
                                .at("/models/0/name")
                                .asText())
                        .isEqualTo("default");
                assertThat(get(dashboard.address() + "/api/learning/default/checkpoints"))
                        .isNotEmpty();
            });
            var told = get(dashboard.address() + "/api/news").at("/news/mostNew/0");
            post(
                    dashboard.address() + "/api/feedback",
                    "{\"model\":\"default\",\"verdict\":\"NOT_NEWS\",\"partition\":%d,\"offset\":%d}"
                            .formatted(
                                    told.path("partition").asInt(),
                                    told.path("offset").asLong()));
            int answered =
                    get(dashboard.address() + "/api/answers").path("timed").asInt();
            post(dashboard.address() + "/api/prompts", "{\"text\": \"one \"}");
            patiently()
                    .until(() -> get(dashboard.address() + "/api/answers")
                                    .path("timed")
                                    .asInt()
                            > answered);
            var completed = post(
                    "http://127.0.0.1:" + gateway.port() + "/v1/completions",
                    "{\"prompt\": \"one \", \"max_tokens\": 5}");
            assertThat(completed.at("/choices/0/text").asText()).hasSize(5);
            assertThat(get("http://127.0.0.1:" + gateway.port() + "/v1/models")
                            .at("/data/0/id")
                            .asText())
                    .isEqualTo("default");
        }
        delete(folder.resolve("state-generator"));
    }

    private static JsonNode get(String address) throws Exception {
        return ask(HttpRequest.newBuilder(URI.create(address)));
    }

    private static JsonNode post(String address, String body) throws Exception {
        return ask(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode ask(HttpRequest.Builder request) throws Exception {
        var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    @Order(3)
    void none_of_the_rights_is_missing_and_none_is_one_too_many() throws Exception {
        assertThat(RecordingAuthorizer.refusedTo("trainer")).isEmpty();
        assertThat(RecordingAuthorizer.refusedTo("generator")).isEmpty();
        assertThat(RecordingAuthorizer.refusedTo("dashboard"))
                .as("what it does without: the sizes of partitions")
                .containsExactly("DESCRIBE CLUSTER kafka-cluster");
        assertThat(RecordingAuthorizer.refusedTo("gateway")).isEmpty();
        try (var admin = Admin.create(configuration(SecuredBroker.ADMIN).kafka())) {
            var given = admin.describeAcls(AclBindingFilter.ANY).values().get();
            assertThat(given).hasSizeGreaterThan(15);
            assertThat(given)
                    .filteredOn(right -> !OF_SHARDS.contains(right.pattern().name()))
                    .allSatisfy(
                            right -> assertThat(isUsed(right)).as("%s", right).isTrue());
        }
    }

    /** Models here are learned by one learner. */
    private static final Set<String> OF_SHARDS = Set.of("model-rounds", "model-parts");

    private static boolean isUsed(AclBinding right) {
        String user = right.entry().principal().replace("User:", "");
        String resource = right.pattern().resourceType() + " " + right.pattern().name();
        boolean prefixed = right.pattern().patternType() == PatternType.PREFIXED;
        return RecordingAuthorizer.of(user).stream()
                .filter(request ->
                        request.operation().equals(right.entry().operation().name()))
                .anyMatch(request -> prefixed
                        ? request.resource().startsWith(resource)
                        : request.resource().equals(resource));
    }

    @Test
    @Order(4)
    void who_lacks_a_right_hears_which() {
        try (var wrong = StreamsApplication.trainer(configuration("generator"))) {
            wrong.start();
            patiently().until(() -> wrong.error().isPresent());
            assertThat(wrong.error().orElseThrow()).hasStackTraceContaining("corpus-in");
        }
        var refused = new CommandLineRun(settings("generator")).run("topics", "create");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("uthoriz");
    }

    @Test
    @Order(4)
    void the_doctor_says_what_each_user_may_do() {
        assertThat(rightsOf("trainer"))
                .contains("good       Rights     this user has those of: trainer")
                .contains("doubtful   Rights     not those of a generator: Create on topics inkstream-generate-,")
                .contains("Read on group inkstream-generate", "Write on transactional ids inkstream-generate-");
        assertThat(rightsOf("generator"))
                .contains("this user has those of: generator")
                .contains("Read on group inkstream-train,", "Read on topic corpus-in");
        assertThat(rightsOf("dashboard")).contains("this user has those of: dashboard, gateway");
        assertThat(rightsOf("gateway"))
                .contains("this user has those of: gateway")
                .contains("Describe on group inkstream-train");
        assertThat(rightsOf(SecuredBroker.ADMIN))
                .contains("this user has those of: dashboard, gateway, generator, trainer")
                .doesNotContain("not those of");
        assertThat(rightsOf("stranger"))
                .contains(
                        "bad        Rights     not those of a gateway: Read on topic generated-text, Read on topic model-checkpoints, Write on topic prompts")
                .doesNotContain("do not exist");
    }

    @Test
    @Order(8)
    void a_gateway_that_may_not_read_replies_any_more_is_not_live() throws Exception {
        try (var gateway = Gateway.start(configuration("gateway").with(Map.of("gateway.port", "0")));
                var admin = Admin.create(configuration(SecuredBroker.ADMIN).kafka())) {
            String live = "http://127.0.0.1:" + gateway.port() + "/health/live";
            assertThat(get(live).path("ok").asBoolean()).isTrue();
            admin.deleteAcls(List.of(new AclBindingFilter(
                            new ResourcePatternFilter(ResourceType.TOPIC, "generated-text", PatternType.LITERAL),
                            new AccessControlEntryFilter(
                                    "User:gateway", null, AclOperation.READ, AclPermissionType.ANY))))
                    .all()
                    .get();
            var http = HttpClient.newHttpClient();
            var request = HttpRequest.newBuilder(URI.create(live)).build();
            patiently().untilAsserted(() -> {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("replies can no longer be read");
            });
        }
    }

    private static String rightsOf(String user) {
        return new CommandLineRun(settings(user)).run("doctor").out();
    }

    @Test
    @Order(5)
    void the_registry_gets_its_log_in_with_every_request() {
        assertThat(registry.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.authorization())
                        .isEqualTo("Basic "
                                + Base64.getEncoder()
                                        .encodeToString(("user:" + REGISTRY).getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @Order(6)
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.sasl.jaas.config | org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=\"trainer\" password=\"wrong-pass-4711\"; | uthenticat",
                "kafka.sasl.jaas.config | org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=trainer password=admin-pass-4711 wrong-pass-4711 | sasl.jaas.config",
                "kafka.sasl.jaas.config | wrong-pass-4711 | JAAS config",
                "kafka.ssl.truststore.password | wrong-pass-4711 | trusted.p12",
                "basic.auth.user.info | wrong-pass-4711 | basic.auth.user.info",
                "schema.registry.url | ftp://user:wrong-pass-4711@registry | schema.registry.url",
            })
    void a_wrong_secret_is_not_in_the_message(String key, String value, String says) {
        var settings = settings("trainer");
        settings.put(key, value);
        var inkstream = new CommandLineRun(settings);
        var failed = inkstream.run("model", "list", "--wait", "2");
        assertThat(failed.exitCode()).isNotZero();
        assertThat(failed.err()).contains(says).doesNotContain("4711");
        var shown = inkstream.run("config");
        assertThat(shown.out() + shown.err()).doesNotContain("4711");
    }

    @Test
    @Order(7)
    void no_secret_is_ever_shown_or_logged() {
        for (String user : PASSWORDS.keySet()) {
            var inkstream = new CommandLineRun(settings(user));
            assertThat(inkstream.run("config").out()
                            + inkstream.run("config", "--json").out())
                    .contains("kafka.sasl.jaas.config", "kafka.ssl.truststore.password", "basic.auth.user.info")
                    .doesNotContain(secrets());
            assertThat(configuration(user).toString()).doesNotContain(secrets());
        }
        assertThat(eavesdropper.heard()).isGreaterThan(1000);
        assertThat(eavesdropper.betrayals()).isEmpty();
    }

    /** Enough records for one to be more surprising than those before it. */
    private static void sendLines(String text) {
        try (var producer = new KafkaProducer<>(
                configuration(SecuredBroker.ADMIN).kafka(), new StringSerializer(), new StringSerializer())) {
            for (String line : text.split("(?<= thousand) ")) {
                producer.send(new ProducerRecord<>(TopicNames.CORPUS, line));
            }
        }
    }

    private static void sendUnreadable(String topic) throws Exception {
        try (var producer = new KafkaProducer<>(
                configuration(SecuredBroker.ADMIN).kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "\u0000\u0000\u0000\u0000\u0063\u0001"))
                    .get();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
