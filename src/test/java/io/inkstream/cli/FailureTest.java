package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FailureTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("failures")
    void what_others_throw_becomes_a_sentence_with_what_where_and_what_to_do(
            Throwable failure, String says, String toDo) {
        assertThat(Failure.sentence(failure)).contains(says, toDo).hasLineCount(1);
    }

    private static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("/a/b"), "found nothing there", "check the path"),
                Arguments.of(
                        new UncheckedIOException(new NoSuchFileException("/a/b")),
                        "expected a file or folder at /a/b",
                        "check the path"),
                Arguments.of(new AccessDeniedException("/a/b"), "/a/b", "change its rights"),
                Arguments.of(
                        new FileSystemException("/a/b", null, "No space left on device"),
                        "/a/b cannot be used (No space left on device)",
                        "disk"),
                Arguments.of(
                        new InvalidPathException("caf?", "Malformed input or input contains unmappable characters"),
                        "caf?",
                        "LC_ALL"),
                Arguments.of(
                        new TimeoutException("Timeout of 60000ms expired"),
                        "did not answer in time (Timeout of 60000ms expired)",
                        "inkstream doctor"),
                Arguments.of(
                        new TopicAuthorizationException(Set.of("corpus-in")), "topics corpus-in", "docs/security.md"),
                Arguments.of(
                        new SaslAuthenticationException("Authentication failed"), "rejected the login", "kafka.sasl."),
                Arguments.of(
                        new UnknownTopicOrPartitionException("no such"),
                        "a topic does not exist",
                        "inkstream topics create"),
                Arguments.of(
                        new RecordTooLargeException("1048588 bytes"),
                        "larger than its topic accepts (1048588 bytes)",
                        "max.message.bytes"),
                Arguments.of(new WakeupException(), "WakeupException", "inkstream doctor"),
                Arguments.of(
                        new KafkaException("text could not be written", new TimeoutException("Timeout")),
                        "text could not be written: the brokers did not answer in time (Timeout)",
                        "inkstream doctor"),
                Arguments.of(
                        new NullPointerException(),
                        "a fault of the program: java.lang.NullPointerException at io.inkstream.cli.FailureTest",
                        "report it"),
                Arguments.of(new OutOfMemoryError("Java heap space"), "MiB, is not enough (Java heap space)", "-Xmx"),
                Arguments.of(new UnsatisfiedLinkError("no jnind4jcpu"), "no jnind4jcpu", "can be written to"));
    }

    @Test
    void natives_that_are_missing_are_said_once_with_the_innermost_reason() {
        var failure = new ExceptionInInitializerError(
                new IllegalStateException("see our website", new IOException("Could not create the cache")));

        assertThat(Failure.sentence(failure))
                .startsWith("the native libraries cannot be used (Could not create the cache): see that")
                .doesNotContain("website");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "corpus send %s",
                "demo --corpus %s",
                "bench quality --corpus %s",
                "bench seed --corpus %s",
                "config --config %s",
                "model diff %s.safetensors %s.safetensors --text %s",
                "model export %s/model.safetensors",
                "train --from %s"
            })
    void a_file_or_folder_that_is_missing_is_said_with_its_place(String command) {
        var missing = folder.resolve("missing");

        var failed = new CommandLineRun(Map.of())
                .alone(command.replace("%s", missing.toString()).split(" "));

        assertThat(failed.exitCode()).isNotZero();
        assertThat(failed.err()).contains(missing.toString(), "expected").containsPattern("found n(one|othing)");
    }

    @Test
    void a_file_that_is_no_model_is_named() throws IOException {
        var file = Files.writeString(folder.resolve("a.safetensors"), "no model");

        assertThat(new CommandLineRun(Map.of())
                        .alone("model", "diff", file.toString(), file.toString(), "--text", "x")
                        .err())
                .contains("expected a model in " + file, "not a safetensors file");
    }
}
