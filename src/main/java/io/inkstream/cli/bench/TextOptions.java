package io.inkstream.cli.bench;

import io.inkstream.topics.corpus.CorpusSource;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The text that a benchmark learns. */
final class TextOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--corpus", required = true, paramLabel = "FILE", description = "The text.")
    private Path corpus;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N characters of each text.")
    private Integer limit;

    /** What the text is called in results. */
    String name() {
        return corpus.getFileName().toString();
    }

    /** @throws ParameterException if there is no text, or the limit leaves none */
    String text() throws IOException {
        return read(corpus);
    }

    /** As {@link #text()}, of another file. */
    String read(Path file) throws IOException {
        if (limit != null && limit < 1) {
            throw new ParameterException(command.commandLine(), "--limit must be at least 1: " + limit);
        }
        String whole = CorpusSource.read(file);
        if (whole.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--corpus must have text: " + file + " has none");
        }
        return limit == null ? whole : whole.substring(0, Math.min(limit, whole.length()));
    }
}
