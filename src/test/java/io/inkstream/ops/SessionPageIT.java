package io.inkstream.ops;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.bench.UntrainedModel;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.FreePorts;
import io.inkstream.local.LocalStack;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over HTTP where several instances of the generator share them: a real broker. */
final class SessionPageIT {

    private static final int PARTITIONS = 3;

    /** Some with what means something in the address of a page. */
    private static final List<String> SESSIONS = Stream.concat(
                    Stream.of("kept here", "50%", "é🦊+?#", "a/b"),
                    IntStream.range(0, 8).mapToObj(i -> "session-" + i))
            .toList();

    private static final HttpClient STRICT = HttpClient.newHttpClient();
    private static final HttpClient FOLLOWING =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static Configuration configuration;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                Keys.PROFILE,
                "seed",
                Keys.NODES,
                "16",
                Keys.PROMPTS_PARTITIONS,
                Integer.toString(PARTITIONS),
                Keys.STATE_DIR,
                folder.resolve("state").toString()));
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        UntrainedModel.publish(configuration);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void a_session_is_shown_by_the_instance_that_has_it_and_found_from_the_other_until_that_takes_over()
            throws Exception {
        try (var first = Instance.start("shared", "first", "127.0.0.1:%d");
                var second = Instance.start("shared", "second", "127.0.0.1:%d")) {
            awaitShared(first, second);
            converse();

            var shown = new HashMap<String, String>();
            for (String session : SESSIONS) {
                var owner = first.has(session) ? first : second;
                var other = owner == first ? second : first;
                // An instance may hear of the last move a moment after the others.
                patiently().untilAsserted(() -> shown.put(session, shownByOneAndFoundFrom(other, owner, session)));
            }
            assertThat(SESSIONS.stream().filter(first::has)).isNotEmpty();
            assertThat(SESSIONS.stream().filter(second::has)).isNotEmpty();
            for (var instance : List.of(first, second)) {
                assertThat(instance.ask(FOLLOWING, "nobody's").statusCode()).isEqualTo(404);
            }

            second.stop();

            patiently()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        int found = 0;
                        for (String session : SESSIONS) {
                            var answer = first.ask(STRICT, session);
                            // While it moves nobody knows, which is not the same as that there is no such session.
                            assertThat(answer.statusCode()).as(session).isIn(200, 307, 503);
                            if (answer.statusCode() == 200) {
                                assertThat(answer.body()).isEqualTo(shown.get(session));
                                found++;
                            }
                        }
                        return found == SESSIONS.size();
                    });
        }
    }

    @Test
    void an_instance_with_an_address_of_the_sixth_version_is_named_with_brackets() throws Exception {
        try (var asked = Instance.start("named", "asked", "127.0.0.1:%d");
                var sixth = Instance.start("named", "sixth", "[::1]:%d")) {
            awaitShared(asked, sixth);

            patiently().untilAsserted(() -> {
                var answer = asked.ask(STRICT, sessionOf(sixth));
                assertThat(answer.statusCode()).isEqualTo(307);
                assertThat(location(answer).getHost()).isEqualTo("[::1]");
                assertThat(location(answer).getPort()).isEqualTo(sixth.server.port());
            });
        }
    }

    /** @return what is shown of it */
    private static String shownByOneAndFoundFrom(Instance other, Instance owner, String session) throws Exception {
        var here = owner.ask(STRICT, session);
        assertThat(here.statusCode()).as(session).isEqualTo(200);
        assertThat(here.body()).contains("\"key\":\"" + session + "\"");
        var elsewhere = other.ask(STRICT, session);
        assertThat(elsewhere.statusCode()).as(session).isEqualTo(307);
        assertThat(location(elsewhere).getPort()).isEqualTo(owner.server.port());
        var there = get(STRICT, location(elsewhere));
        assertThat(there.statusCode()).as(session).isEqualTo(200);
        assertThat(there.body()).isEqualTo(here.body());
        return here.body();
    }

    private static URI location(HttpResponse<?> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    /** Until all are in working order and have their share of the partitions, and all partitions are somebody's. */
    private static void awaitShared(Instance... instances) {
        patiently()
                .until(() -> Stream.of(instances)
                                .allMatch(instance -> instance.generator.isRunning()
                                        && !instance.partitions().isEmpty())
                        && Stream.of(instances)
                                .flatMap(instance -> instance.partitions().stream())
                                .sorted()
                                .toList()
                                .equals(IntStream.range(0, PARTITIONS).boxed().toList()));
    }

    /** A prompt in each session, to the last of the replies. */
    private static void converse() {
        try (var replies = new TopicReader(configuration, TopicNames.GENERATED);
                var producer =
                        new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            SESSIONS.forEach(session -> producer.send(new ProducerRecord<>(TopicNames.PROMPTS, session, "one two ")));
            Set<String> answered = new HashSet<>();
            replies.toBeginning();
            patiently().pollInSameThread().until(() -> {
                replies.poll(Duration.ofMillis(100))
                        .forEach(reply -> answered.add(new String(reply.key(), StandardCharsets.UTF_8)));
                return answered.containsAll(SESSIONS);
            });
        }
    }

    private static String sessionOf(Instance instance) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> "s" + i)
                .filter(instance::has)
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> get(HttpClient client, URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private record Instance(Metrics metrics, StreamsApplication generator, InstanceServer server)
            implements AutoCloseable {

        /** @param address what others are told, with a place for the port */
        static Instance start(String application, String name, String address) {
            int port = FreePorts.claim(0, Keys.HTTP_PORT);
            var own = configuration.with(Map.of(
                    Keys.APPLICATION_ID,
                    application,
                    Keys.INSTANCE_ID,
                    application + "-" + name,
                    Keys.HTTP_PORT,
                    Integer.toString(port),
                    Keys.APPLICATION_SERVER,
                    address.formatted(port)));
            var metrics = new Metrics(configuration);
            var generator = metrics.generator(own);
            var server = InstanceServer.start(own, metrics);
            generator.start();
            return new Instance(metrics, generator, server);
        }

        /** Of the prompts that it answers. */
        Set<Integer> partitions() {
            return generator.status().tasks().stream()
                    .filter(task -> !task.standby())
                    .map(task -> Integer.parseInt(task.id().substring(task.id().indexOf('_') + 1)))
                    .collect(Collectors.toSet());
        }

        boolean has(String session) {
            return partitions()
                    .contains(BuiltInPartitioner.partitionForKey(session.getBytes(StandardCharsets.UTF_8), PARTITIONS));
        }

        HttpResponse<String> ask(HttpClient client, String session) throws IOException, InterruptedException {
            String path = URLEncoder.encode(session, StandardCharsets.UTF_8).replace("+", "%20");
            return get(client, URI.create("http://127.0.0.1:" + server.port() + "/sessions/" + path));
        }

        void stop() {
            server.close();
            generator.close();
            metrics.close();
        }

        @Override
        public void close() {
            stop();
        }
    }
}
