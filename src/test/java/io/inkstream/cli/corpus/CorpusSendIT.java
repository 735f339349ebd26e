package io.inkstream.cli.corpus;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inkstream.cli.CommandLineProcess;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.Programs;
import io.inkstream.schema.CorpusText;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a transfer ends, the text is on the topic once, and what was said tells how to go on. Each test has a key of its own. */
final class CorpusSendIT {

    private static final String TEXT = NumbersCorpus.text().substring(0, 200_000);

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static CommandLineRun inkstream;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        inkstream = new CommandLineRun(stack.settings());
        assertThat(inkstream.run("topics", "create").exitCode()).isZero();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void nothing_is_sent_of_files_of_which_one_is_not_UTF_8_and_the_fault_has_its_place() throws IOException {
        var good = file("good.txt", "first\n".getBytes(StandardCharsets.UTF_8));
        var bad = file("bad.txt", withFault("line\n".repeat(5000), 'x'));

        var failed = inkstream.run("corpus", "send", good, bad, "--key", "checked");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .contains(
                        "bad.txt",
                        "0xE9 at offset 25000 (line 5001, after 0 bytes of it)",
                        "iconv",
                        "nothing was sent");
        assertThat(sent("checked")).isEmpty();
    }

    @Test
    void a_folder_with_compressed_files_is_sent_as_one_text_and_tail_prints_it() throws IOException {
        var shelf = Files.createDirectory(folder.resolve("shelf"));
        Files.writeString(shelf.resolve("b.txt"), "second, é\n");
        try (var out = new GZIPOutputStream(Files.newOutputStream(shelf.resolve("a.txt.gz")))) {
            out.write("first\n".getBytes(StandardCharsets.UTF_8));
        }

        var done = inkstream.run("corpus", "send", shelf.toString(), "--key", "shelf");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.err()).contains("Sent 16 characters");
        assertThat(sent("shelf")).isEqualTo("first\nsecond, é\n");
        long before = allRecords();
        var tail = inkstream.run("tail", "corpus-in", "--from-beginning", "--max", Long.toString(before));
        assertThat(tail.exitCode()).as(tail.err()).isZero();
        assertThat(tail.out().lines())
                .hasSize((int) before)
                .anySatisfy(line -> assertThat(line).matches("corpus-in-0@\\d+ shelf: first⏎"))
                .anySatisfy(line -> assertThat(line).matches("corpus-in-0@\\d+ shelf: second, é⏎"));
    }

    private static long allRecords() {
        long[] count = {0};
        try (var topic =
                new TopicReader(Configuration.load(stack.settings(), Map.of(), Optional.empty()), TopicNames.CORPUS)) {
            topic.toBeginning();
            topic.readToEnd(record -> count[0]++);
        }
        return count[0];
    }

    @Test
    void standard_input_is_sent_as_far_as_it_is_UTF_8_and_goes_on_behind_the_fault() throws Exception {
        byte[] mended = withFault("zéro\n".repeat(3000), 'z');
        var process = process("corpus", "send", "-", "--key", "piped");
        try (var in = process.getOutputStream()) {
            in.write(mended);
        }
        String said = said(process);
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(said).contains("standard input", "0xE9 at offset 18000 (line 3001,", "--from 18000 -");

        mended[18_000] = 'e';
        var again = process("corpus", "send", "-", "--key", "piped", "--from", "18000");
        try (var in = again.getOutputStream()) {
            in.write(mended);
        }
        assertThat(said(again)).contains("Sent");
        assertThat(sent("piped")).isEqualTo(new String(mended, StandardCharsets.UTF_8));
    }

    @Test
    void each_line_is_a_record_where_that_is_asked_for_and_one_that_is_too_long_is_cut() throws IOException {
        String longest = "é".repeat(70_000);
        var lines = file("lines.txt", ("first\n\n" + longest + "\nlast").getBytes(StandardCharsets.UTF_8));

        assertThat(inkstream
                        .run("corpus", "send", "--lines", lines, "--key", "lines")
                        .exitCode())
                .isZero();

        var records = records("lines");
        assertThat(String.join("", records)).isEqualTo("first\n\n" + longest + "\nlast");
        assertThat(records).startsWith("first\n", "\n").endsWith("last").hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void an_interrupt_says_how_much_is_there_and_from_there_it_goes_on(String signal, int exitCode) throws Exception {
        String key = "stopped-" + signal;
        var before = file("before.txt", "Début.\n".getBytes(StandardCharsets.UTF_8));
        // So much that it is not at its end before the signal, however late that is.
        String text = TEXT.repeat(10);
        var corpus = file("some numbers.txt", text.getBytes(StandardCharsets.UTF_8));
        var process = hearing(signal, "corpus", "send", before, corpus, "--key", key, "--rate", "20000");
        patiently().until(() -> sent(key).length() > 20_000);

        assertThat(Programs.run(folder, Optional.empty(), "kill", "-" + signal, Long.toString(process.pid()))
                        .exitCode())
                .isZero();

        String said = said(process);
        assertThat(process.exitValue()).isEqualTo(exitCode);
        var goOn = Pattern.compile(
                        "the first (\\d+) bytes of (.*) are acknowledged; continue with: corpus send --from \\1 '\\2'")
                .matcher(said);
        assertThat(goOn.find()).as(said).isTrue();
        assertThat(goOn.group(2)).isEqualTo(corpus);
        assertThat(sent(key)).isEqualTo("Début.\n" + text.substring(0, Integer.parseInt(goOn.group(1))));
        assertThat(inkstream
                        .run("corpus", "send", "--from", goOn.group(1), corpus, "--key", key)
                        .exitCode())
                .isZero();
        assertThat(sent(key)).isEqualTo("Début.\n" + text);
    }

    @Test
    void a_file_that_gets_shorter_meanwhile_is_a_warning_and_no_success() throws Exception {
        // So much that it is not at its end before it is cut, however late that is.
        var corpus = file("shrinks.txt", TEXT.repeat(50).getBytes(StandardCharsets.UTF_8));
        var process = process("corpus", "send", corpus, "--key", "shrinks", "--rate", "20000");
        patiently().until(() -> !sent("shrinks").isEmpty());

        try (var channel = FileChannel.open(Path.of(corpus), StandardOpenOption.WRITE)) {
            channel.truncate(100_000);
        }

        assertThat(said(process))
                .contains("warning: " + corpus + " was truncated while it was sent: it had 10000000 bytes");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    @Test
    void what_looks_binary_is_sent_with_a_warning() throws IOException {
        var corpus = file("nuls.bin", new byte[1 << 20]);

        var run = inkstream.run("corpus", "send", corpus, "--key", "binary");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("warning: " + corpus + " looks binary: 1,048,576 of its 1,048,576 bytes are NUL");
        assertThat(sent("binary")).hasSize(1 << 20);
    }

    @Test
    void a_place_that_is_none_is_refused_before_anything_is_sent() throws IOException {
        var corpus = file("short.txt", "é".getBytes(StandardCharsets.UTF_8));

        assertThat(inkstream
                        .run("corpus", "send", corpus, "--key", "none", "--from", "1")
                        .err())
                .contains("--from 1", "first byte of a character");
        assertThat(inkstream
                        .run("corpus", "send", corpus, "--key", "none", "--from", "9")
                        .err())
                .contains("--from 9", "which has 2");
        assertThat(inkstream
                        .run("corpus", "send", corpus, "--key", "none", "--from", "-1")
                        .exitCode())
                .isEqualTo(2);
        assertThat(sent("none")).isEmpty();
    }

    private static byte[] withFault(String before, char after) {
        byte[] text = before.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(text.length + 2)
                .put(text)
                .put((byte) 0xE9)
                .put((byte) after)
                .array();
    }

    private static String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private static Process process(String... arguments) throws IOException {
        return CommandLineProcess.of(stack.settings(), arguments).start();
    }

    /** One that hears a signal though its parent ignores it, as a build in the background does; env becomes what it starts. */
    private static Process hearing(String signal, String... arguments) throws Exception {
        String heard = "--default-signal=" + signal;
        assumeTrue(
                Programs.run(folder, Optional.empty(), "env", heard, "true").exitCode() == 0,
                "env has no " + heard + ": GNU coreutils 8.31 or later");
        var builder = CommandLineProcess.of(stack.settings(), arguments);
        builder.command().addAll(0, List.of("env", heard));
        return builder.start();
    }

    private static String said(Process process) throws Exception {
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        }
    }

    /** The text on the topic under a key. */
    private static String sent(String key) {
        return String.join("", records(key));
    }

    private static List<String> records(String key) {
        var configuration = Configuration.load(stack.settings(), Map.of(), Optional.empty());
        var text = new ArrayList<String>();
        try (var serde = AvroSerdes.values(configuration);
                var corpus = new TopicReader(configuration, TopicNames.CORPUS)) {
            corpus.toBeginning();
            corpus.readToEnd(record -> {
                if (key.equals(new String(record.key(), StandardCharsets.UTF_8))) {
                    text.add(((CorpusText) serde.deserializer().deserialize(TopicNames.CORPUS, record.value()))
                            .getText());
                }
            });
        }
        return text;
    }
}
