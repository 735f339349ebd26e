package io.inkstream.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.cli.CommandLineProcess;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.Programs;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The artifacts {@code inkstream-schemas} and {@code inkstream-client}, with the libraries that their POMs bring and nothing else. */
final class JavaClientIT {

    private static final Path HOME = Path.of(System.getProperty("inkstream.home"));
    private static final int JARS_MAX = 12;

    /** What the page says of them. */
    private static final Pattern SIZE = Pattern.compile("(\\d+) jars, (\\d+\\.\\d) MB");

    @TempDir
    private static Path folder;

    private static ArtifactRepository repository;
    private static List<Path> jars;

    @BeforeAll
    static void resolve() throws Exception {
        repository = ArtifactRepository.in(folder);
        jars = repository.resolve("inkstream-client");
    }

    @Test
    void the_pom_resolves_to_the_few_libraries_that_the_application_has_too() throws IOException {
        long bytes = 0;
        for (var jar : jars) {
            bytes += Files.size(jar);
            String name = jar.getFileName().toString();
            if (!name.startsWith("inkstream-")) {
                assertThat(HOME.resolve("lib").resolve(name)).exists();
            }
        }
        double megabytes = bytes / 1e6;
        System.out.printf("inkstream-client: %d jars, %.1f MB: %s%n", jars.size(), megabytes, jars);
        assertThat(jars).hasSizeLessThanOrEqualTo(JARS_MAX);
        var documented = SIZE.matcher(Files.readString(Path.of("docs/clients.md")));
        assertThat(documented.find()).isTrue();
        assertThat(jars).hasSize(Integer.parseInt(documented.group(1)));
        assertThat(megabytes).isCloseTo(Double.parseDouble(documented.group(2)), within(0.5));
    }

    @Test
    void sources_compile_and_classes_load_with_those_libraries_alone() throws Exception {
        var ofAvro = jars.stream().filter(JavaClientIT::isOfAvro).toList();
        var butItself = jars.stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("inkstream-client"))
                .toList();
        compilesAndLoads("inkstream-schemas", ofAvro);
        compilesAndLoads("inkstream-client", butItself);
    }

    private static void compilesAndLoads(String artifact, List<Path> libraries) throws Exception {
        compile(unpacked(repository.jar(artifact, "-sources")), libraries);
        var own = repository.jar(artifact, "");
        var all = new ArrayList<>(libraries);
        all.add(own);
        assertThat(load(own, all)).isGreaterThan(20);
    }

    private static boolean isOfAvro(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("avro-") || name.startsWith("jackson-") || name.startsWith("slf4j-");
    }

    private static int load(Path own, List<Path> all) throws Exception {
        var urls = new ArrayList<URL>();
        for (var jar : all) {
            urls.add(jar.toUri().toURL());
        }
        int loaded = 0;
        try (var loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
                var zip = new ZipFile(own.toFile())) {
            for (var entry : classes(zip)) {
                var type = Class.forName(entry.replace('/', '.').replaceFirst("\\.class$", ""), false, loader);
                type.getDeclaredMethods();
                type.getDeclaredFields();
                type.getDeclaredConstructors();
                loaded++;
            }
        }
        return loaded;
    }

    private static List<String> classes(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                .toList();
    }

    private static List<Path> unpacked(Path jar) throws IOException {
        var into = Files.createTempDirectory(folder, "sources");
        var files = new ArrayList<Path>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream()
                    .filter(each -> each.getName().endsWith(".java"))
                    .toList()) {
                var file = into.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip.getInputStream(entry), file);
                files.add(file);
            }
        }
        return files;
    }

    private static Path compile(List<Path> sources, List<Path> classPath) throws IOException {
        var into = Files.createTempDirectory(folder, "classes");
        var arguments = new ArrayList<>(List.of(
                "-proc:none",
                "--release",
                "17",
                "-encoding",
                "UTF-8",
                "-d",
                into.toString(),
                "-cp",
                joined(classPath)));
        sources.forEach(source -> arguments.add(source.toString()));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("compiled with " + classPath)
                .isZero();
        return into;
    }

    private static String joined(List<Path> classPath) {
        return String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList());
    }

    @Test
    void the_example_of_the_documentation_asks_follows_scores_and_sends() throws Exception {
        var source = Path.of("src/test/clients/Ask.java").toAbsolutePath();
        assertThat(Path.of("docs/clients.md")).content().contains("```java\n" + Files.readString(source) + "```");
        var all = new ArrayList<>(jars);
        all.add(compile(List.of(source), jars));
        try (var stack = LocalStack.start(HOME, folder.resolve("stack"), 0, 0)) {
            var settings = new TreeMap<>(stack.settings());
            settings.putAll(Map.of(
                    "profile", "seed",
                    "nodes", "16",
                    "batch.size", "8",
                    "segment.length", "100",
                    "corpus.line.end", " ",
                    "validation.characters", "100",
                    "checkpoint.every", "10",
                    "state.dir", folder.resolve("state").toString()));
            var configuration = Configuration.load(settings, Map.of(), Optional.empty());
            var inkstream = new CommandLineRun(settings);
            run(inkstream, "topics", "create");
            try (var trainer = StreamsApplication.trainer(configuration);
                    var generator = StreamsApplication.generator(configuration)) {
                trainer.start();
                generator.start();
                var corpus = Files.writeString(
                        folder.resolve("corpus.txt"), NumbersCorpus.text().substring(0, 20_000));
                run(inkstream, "corpus", "send", corpus.toString());
                run(inkstream, "prompt", "one ", "--length", "5");
                asksInAProcessOfItsOwn(settings);

                var run = Programs.run(
                        folder,
                        Optional.empty(),
                        "env",
                        "BROKERS=" + configuration.string("bootstrap.servers"),
                        "REGISTRY=" + configuration.string("schema.registry.url"),
                        "timeout",
                        "300",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        joined(all),
                        "Ask");
                System.out.println(run.said());
                assertThat(run.exitCode()).as(run.said()).isZero();
                assertThat(run.said())
                        .containsPattern("answer: [a-z ]{40}\n")
                        .containsPattern("piece 0: [a-z ]+\n(?s:.*)piece 1: [a-z ]+\n")
                        .containsPattern("score: \\d+\\.\\d\\d bits per character");
            }
        }
    }

    /** In this one Avro was told long ago to trust our records. */
    private static void asksInAProcessOfItsOwn(Map<String, String> settings) throws Exception {
        var prompt = CommandLineProcess.of(settings, "prompt", "one ", "--length", "5")
                .start();
        String said = new String(prompt.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(prompt.waitFor()).as(said).isZero();
    }

    private static void run(CommandLineRun inkstream, String... command) {
        var result = inkstream.run(command);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }
}
