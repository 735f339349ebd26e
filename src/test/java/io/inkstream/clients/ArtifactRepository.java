package io.inkstream.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.ops.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A Maven repository with the artifacts of this build, which has all else from the repository that the build uses. */
final class ArtifactRepository {

    private static final Path ARTIFACTS = Path.of(System.getProperty("inkstream.artifacts"));
    private static final Path BUILDS = Path.of(System.getProperty("inkstream.repository"));

    private final Path folder;
    private final Path root;
    private final String version;

    private ArtifactRepository(Path folder, Path root, String version) {
        this.folder = folder;
        this.root = root;
        this.version = version;
    }

    /** @param folder for projects that use it */
    static ArtifactRepository in(Path folder) throws IOException {
        var version = Pattern.compile("<artifactId>inkstream</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        var repository = new ArtifactRepository(
                folder,
                // Beside the artifacts, not in a folder that JUnit deletes: it is full of links to the build's own
                // repository.
                Files.createTempDirectory(ARTIFACTS.toAbsolutePath().getParent(), "repository"),
                version.group(1));
        var root = repository.root;
        link(BUILDS, root, "io");
        link(BUILDS.resolve("io"), Files.createDirectories(root.resolve("io")), "inkstream");
        for (String artifact : List.of("inkstream-schemas", "inkstream-client")) {
            var into = Files.createDirectories(
                    root.resolve("io/inkstream").resolve(artifact).resolve(repository.version));
            for (String kind : List.of(".pom", ".jar")) {
                String name = artifact + "-" + repository.version + kind;
                Files.copy(ARTIFACTS.resolve(name), into.resolve(name));
            }
        }
        return repository;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        try (var all = Files.list(from)) {
            for (var each : all.toList()) {
                if (!each.getFileName().toString().equals(except)) {
                    Files.createSymbolicLink(to.resolve(each.getFileName()), each);
                }
            }
        }
    }

    Path jar(String artifact, String classifier) {
        return ARTIFACTS.resolve(artifact + "-" + version + classifier + ".jar");
    }

    /** The jars that somebody gets who depends on an artifact, resolved by Maven. */
    List<Path> resolve(String artifact) throws Exception {
        var project = Files.createDirectories(folder.resolve("uses-" + artifact));
        Files.writeString(project.resolve("pom.xml"), """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>somebody</groupId>
                  <artifactId>uses-%1$s</artifactId>
                  <version>1</version>
                  <dependencies>
                    <dependency>
                      <groupId>io.inkstream</groupId>
                      <artifactId>%1$s</artifactId>
                      <version>%2$s</version>
                    </dependency>
                  </dependencies>
                </project>
                """.formatted(artifact, version));
        var list = project.resolve("class-path");
        var run = Programs.run(
                project,
                Optional.empty(),
                Programs.require("mvn", "maven").toString(),
                "-o",
                "-B",
                "-q",
                "-Dmaven.repo.local=" + root,
                "org.apache.maven.plugins:maven-dependency-plugin:" + System.getProperty("inkstream.dependency.plugin")
                        + ":build-classpath",
                "-Dmdep.outputFile=" + list);
        assertThat(run.exitCode()).as(run.said()).isZero();
        return Arrays.stream(Files.readString(list).strip().split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }
}
