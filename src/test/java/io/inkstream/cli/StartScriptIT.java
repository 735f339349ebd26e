package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.text.NumbersCorpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code bin/inkstream} as it is installed, in a folder with a blank in its name, under what a machine may have set. */
final class StartScriptIT {

    private static final String SHOW = "-XshowSettings:properties";

    private static final List<String> PARTS = List.of("lib", "registry", "corpus");

    @TempDir
    private static Path folder;

    private static Path installed;

    @BeforeAll
    static void install() throws IOException {
        installed = folder.resolve("with blank/ink stream");
        var bin = Files.createDirectories(installed.resolve("bin"));
        Files.copy(Path.of("bin/inkstream"), bin.resolve("inkstream"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String part : PARTS) {
            Files.createSymbolicLink(
                    installed.resolve(part),
                    Path.of(System.getProperty("inkstream.home"))
                            .toAbsolutePath()
                            .resolve(part));
        }
    }

    /** The links alone, lest the temporary folder warns of them. */
    @AfterAll
    static void removeLinks() throws IOException {
        for (String part : PARTS) {
            Files.delete(installed.resolve(part));
        }
    }

    private record Run(int exitCode, String said) {}

    @Test
    void a_search_path_of_the_shell_for_folders_changes_nothing() throws Exception {
        Files.createDirectories(folder.resolve("elsewhere/bin"));

        var run =
                run(installed, Map.of("CDPATH", folder.resolve("elsewhere") + ":" + folder), "bin/inkstream", "config");

        assertThat(run.exitCode).as(run.said).isZero();
        assertThat(run.said).startsWith("alerts.per.day");
    }

    /** Its warning of a module in incubation is for nobody; that it could not start is. */
    @Test
    void the_jvm_says_what_is_wrong_and_nothing_else() throws Exception {
        var version = run(installed, Map.of(), "bin/inkstream", "--version");
        assertThat(version.exitCode).isZero();
        assertThat(version.said).isEqualTo("inkstream 0.1.0\n");

        var refused = run(installed, Map.of("INKSTREAM_JAVA_OPTS", "-Xnonsense"), "bin/inkstream", "--version");
        assertThat(refused.exitCode).isOne();
        assertThat(refused.said).startsWith("Unrecognized option: -Xnonsense\n");
    }

    /** Two at once would be refused by the JVM. */
    @Test
    void the_collector_of_a_trainer_keeps_the_heap_small_unless_another_is_named() throws Exception {
        var ours = run(installed, Map.of("INKSTREAM_JAVA_OPTS", "-Xlog:gc"), "bin/inkstream", "train", "--help");
        assertThat(ours.said).contains("Using Serial");

        for (String variable : List.of("INKSTREAM_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            var named =
                    run(installed, Map.of(variable, "-Xlog:gc -XX:+UseParallelGC"), "bin/inkstream", "train", "--help");
            assertThat(named.exitCode).as(named.said).isZero();
            assertThat(named.said).as(variable).contains("Using Parallel");
        }
    }

    /** A heap that begins larger than it may become would be refused by the JVM. */
    @Test
    void the_heap_of_a_trainer_begins_small_unless_its_size_is_given() throws Exception {
        var ours = run(
                installed,
                Map.of("INKSTREAM_JAVA_OPTS", "-XX:+PrintFlagsFinal"),
                "sh",
                "-c",
                "bin/inkstream train --help | grep -w InitialHeapSize");
        assertThat(ours.said).contains(" " + 96 * 1024 * 1024 + " ");

        var given = run(installed, Map.of("INKSTREAM_JAVA_OPTS", "-Xmx64m"), "bin/inkstream", "train", "--help");
        assertThat(given.exitCode).as(given.said).isZero();
    }

    @Test
    void it_starts_where_standard_error_is_closed() throws Exception {
        var run = run(installed, Map.of(), "sh", "-c", "bin/inkstream --version 2>&-");

        assertThat(run.exitCode).isZero();
        assertThat(run.said).isEqualTo("inkstream 0.1.0\n");
    }

    @Test
    void arguments_keep_their_letters_where_the_locale_is_not_installed_or_none_is_set() throws Exception {
        for (String locale : List.of("xx_YY.UTF-8", "")) {
            var run = run(folder, Map.of("LC_ALL", locale), typed("kafka.x=café 😀", script(), "config", "--set"));

            assertThat(run.said).as(locale).contains("kafka.x", "= café 😀 ");
        }
    }

    @Test
    void arguments_that_Java_could_not_read_are_refused() throws Exception {
        String[] words = CommandLineProcess.words("config", "--set").toArray(String[]::new);
        var run = run(folder, Map.of("LC_ALL", "C"), typed("kafka.x=café", words));

        assertThat(run.exitCode).isEqualTo(2);
        assertThat(run.said).contains("'kafka.x=caf", "LC_ALL=C.UTF-8");
    }

    @Test
    void a_user_whom_the_machine_does_not_know_has_a_home() throws Exception {
        String path = stranger() + ":" + System.getenv("PATH");
        var own = Files.createDirectories(folder.resolve("a home"));

        var withHome = run(
                folder,
                Map.of("PATH", path, "HOME", own.toString(), "INKSTREAM_JAVA_OPTS", SHOW),
                script(),
                "--version");
        assertThat(withHome.said).contains("user.home = " + own + "\n");

        var temporary = Files.createDirectories(folder.resolve("tmp"));
        var without = run(
                folder,
                Map.of("PATH", path, "HOME", "", "TMPDIR", temporary.toString(), "INKSTREAM_JAVA_OPTS", SHOW),
                script(),
                "--version");
        assertThat(without.said).contains("user.home = " + temporary.resolve("inkstream-4711") + "\n");

        var nowhere = run(folder, Map.of("PATH", path, "HOME", "?", "TMPDIR", "/nonexistent"), script(), "--version");
        assertThat(nowhere.exitCode).isEqualTo(1);
        assertThat(nowhere.said).contains("user 4711 has no home", "set HOME to a folder");
    }

    @Test
    void native_libraries_are_found_in_a_path_with_a_blank() throws Exception {
        Files.createDirectories(installed.resolve("natives"));
        var corpus =
                Files.writeString(folder.resolve("a text"), NumbersCorpus.text().substring(0, 5000));
        try {
            var run = run(
                    folder,
                    Map.of("INKSTREAM_JAVA_OPTS", SHOW),
                    script(),
                    "bench",
                    "quality",
                    "--corpus",
                    corpus.toString(),
                    "--set",
                    "engine=portable",
                    "--set",
                    "nodes=8");

            assertThat(run.exitCode).as(run.said).isZero();
            assertThat(run.said)
                    .contains(
                            "java.library.path = " + installed.toRealPath().resolve("natives") + "\n",
                            "bits per character");
        } finally {
            Files.delete(installed.resolve("natives"));
        }
    }

    /** A folder with a program id that knows no user of this number. */
    private static Path stranger() throws IOException {
        var bin = Files.createDirectories(folder.resolve("stranger"));
        var id = Files.writeString(bin.resolve("id"), "#!/bin/sh\necho 4711\n[ \"$1\" = -u ]\n");
        Files.setPosixFilePermissions(id, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin;
    }

    /** A command with a last word in UTF-8, whatever the encoding of this JVM's own commands is. */
    private static String[] typed(String word, String... command) throws IOException {
        var file = Files.writeString(folder.resolve("typed"), "exec \"$@\" '" + word + "'\n");
        return Stream.concat(Stream.of("sh", file.toString()), Stream.of(command))
                .toArray(String[]::new);
    }

    private static String script() {
        return installed.resolve("bin/inkstream").toString();
    }

    private static Run run(Path from, Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(from.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().put("LANG", "");
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }
}
