package io.inkstream.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that some tests need: where one is missing they fail under continuous integration, and are skipped elsewhere. */
public final class Programs {

    private Programs() {}

    /** Where it is. */
    public static Path require(String program, String debianPackage) {
        var found = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        String missing = program + " is not on the PATH; apt-get install " + debianPackage;
        if (System.getenv("CI") != null) {
            assertThat(found).as(missing).isPresent();
        }
        assumeTrue(found.isPresent(), missing);
        return found.get();
    }

    /** Runs it to its end with this input, and gives its exit code and what it said. */
    public static Run run(Path folder, Optional<String> input, String... command)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(input.orElse("").getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }

    /** How a program ended. */
    public record Run(int exitCode, String said) {}
}
