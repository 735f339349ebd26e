package io.inkstream.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.runtime.local.LocalStack;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor before a healthy set-up and before broken ones. */
final class DoctorIT {

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static TreeMap<String, String> settings;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        settings = new TreeMap<>(stack.settings());
        settings.put("state.dir", folder.resolve("state").toString());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void topics_that_are_missing_are_named_and_once_they_are_there_all_is_well() {
        var before = doctor(Map.of());
        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.out()).contains("corpus-in, ", "do not exist", "bin/inkstream topics create");

        new CommandLineRun(settings).run("topics", "create");
        var after = doctor(Map.of());
        assertThat(after.exitCode()).as(after.out()).isZero();
        assertThat(after.out())
                .contains("Java", "Disk", "Brokers", "Topics", "Rights", "Registry")
                .doesNotContain("bad ");

        var other = doctor(Map.of("corpus.partitions", "4"));
        assertThat(other.exitCode()).isZero();
        assertThat(other.out()).contains("doubtful", "corpus-in has 1 partitions, expected 4");
    }

    @Test
    void a_broker_that_is_not_there_is_said_with_what_to_do() {
        var found = doctor(Map.of("bootstrap.servers", "127.0.0.1:1"));
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.out()).contains("bad", "no Kafka broker at 127.0.0.1:1", "bin/inkstream broker");
    }

    @Test
    void a_registry_at_another_path_and_one_that_refuses_are_told_apart() throws Exception {
        String root = settings.get("schema.registry.url").replace("/apis/ccompat/v7", "/elsewhere");
        assertThat(doctor(Map.of("schema.registry.url", root)).out())
                .contains("/apis/ccompat/v7 of an Apicurio registry");

        var refusing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        refusing.start();
        try {
            var found = doctor(Map.of(
                    "schema.registry.url",
                    "http://127.0.0.1:" + refusing.getAddress().getPort()));
            assertThat(found.exitCode()).isEqualTo(1);
            assertThat(found.out()).contains("refuses our log-in (401)", "basic.auth.user.info");
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void a_state_folder_that_cannot_be_one_is_said_and_json_is_for_machines() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        var found = doctor(Map.of("state.dir", file.resolve("state").toString()), "--json");
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.out()).contains("{\"what\":\"Disk\",\"verdict\":\"BAD\"", "state.dir");
    }

    private static CommandLineRun.Result doctor(Map<String, String> changes, String... options) {
        var all = new TreeMap<>(settings);
        all.putAll(changes);
        var arguments = new String[options.length + 1];
        arguments[0] = "doctor";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return new CommandLineRun(all).run(arguments);
    }
}
