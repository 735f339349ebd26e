package io.inkstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is said of the package's contents, held against what is in it. */
final class PackageIT {

    private static final Path HOME = Path.of(System.getProperty("inkstream.home"));

    /** {@code (Licence) (Another) Name (group:artifact:version - address)}. */
    private static final Pattern THIRD_PARTY = Pattern.compile("\\s+(\\(.*\\)) [^()]* \\(([^:()]+:[^:]+):\\S+ - .*");

    /** What each heading of NOTICE must find among the licences of the works that stand under it. */
    private static final Map<String, Pattern> HEADINGS = Map.of(
            "Apache License 2.0", Pattern.compile("apache", Pattern.CASE_INSENSITIVE),
            "MIT License", Pattern.compile("\\bMIT\\b"),
            "BSD licences (2 and 3 clauses, Go's among them)", Pattern.compile("BSD|Go License"),
            "Eclipse Public License 2.0", Pattern.compile("EPL.2\\.0"));

    @Test
    void the_bill_of_materials_lists_every_jar() throws IOException {
        var listed = new TreeSet<String>();
        var bill = new ObjectMapper().readTree(HOME.resolve("sbom.json").toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        bill.path("components").forEach(part -> {
            var classifier = Pattern.compile("classifier=([^&]+)")
                    .matcher(part.path("purl").asText());
            listed.add(part.path("name").asText() + "-" + part.path("version").asText()
                    + (classifier.find() ? "-" + classifier.group(1) : "") + ".jar");
        });
        assertThat(jars()).hasSizeGreaterThan(100).isEqualTo(listed);
    }

    private static Set<String> jars() throws IOException {
        try (var files = Files.list(HOME.resolve("lib"))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("inkstream-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void the_notice_names_every_work_under_a_licence_that_it_is_offered_under() throws IOException {
        var licences = new TreeMap<String, String>();
        Files.readAllLines(HOME.resolve("THIRD-PARTY.txt")).forEach(line -> {
            var match = THIRD_PARTY.matcher(line);
            if (match.matches()) {
                licences.put(match.group(2), match.group(1));
            }
        });
        var named = new TreeMap<String, String>();
        String heading = "";
        for (String line : Files.readAllLines(Path.of("NOTICE"))) {
            heading = line.isEmpty() || line.startsWith(" ") || line.startsWith("-") ? heading : line;
            if (HEADINGS.containsKey(heading) && line.startsWith("  ")) {
                named.put(line.strip(), heading);
            }
        }
        assertThat(licences).hasSizeGreaterThan(100);
        assertThat(named.keySet()).as("works in NOTICE").isEqualTo(licences.keySet());
        named.forEach((work, under) -> assertThat(licences.get(work)).as(work).containsPattern(HEADINGS.get(under)));
    }

    @Test
    void licence_and_notice_are_in_the_package_and_its_jar_and_the_image_and_the_pom_say_the_same() throws IOException {
        try (var jar =
                new ZipFile(HOME.resolve("lib/inkstream-0.1.0-SNAPSHOT.jar").toFile())) {
            for (String file : Set.of("LICENSE", "NOTICE")) {
                byte[] expected = Files.readAllBytes(Path.of(file));
                assertThat(HOME.resolve(file)).hasBinaryContent(expected);
                assertThat(jar.getInputStream(jar.getEntry("META-INF/" + file)).readAllBytes())
                        .isEqualTo(expected);
            }
        }
        assertThat(Files.readString(Path.of("LICENSE"))).contains("Apache License", "Version 2.0");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<name>Apache-2.0</name>");
        assertThat(Files.readString(Path.of("docker/Dockerfile")))
                .contains("org.opencontainers.image.licenses=\"Apache-2.0\"");
    }

    @Test
    void the_documentation_states_the_versions_that_are_built_with() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String page = Files.readString(Path.of("docs/security.md"));
        Map.of(
                        "Apache Kafka", "kafka",
                        "ND4J", "nd4j",
                        "Apache Avro", "avro",
                        "Jackson", "jackson",
                        "Javalin", "javalin",
                        "Micrometer", "micrometer",
                        "Logback", "logback",
                        "Apicurio Registry", "apicurio")
                .forEach((part, property) -> {
                    var version = Pattern.compile("<" + property + "\\.version>([^<]+)<")
                            .matcher(pom);
                    assertThat(version.find()).as(property).isTrue();
                    assertThat(page).contains("| " + part + " | " + version.group(1) + " |");
                });
    }
}
