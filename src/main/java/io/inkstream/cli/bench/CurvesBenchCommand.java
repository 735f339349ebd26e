package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.bench.quality.CurvePicture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "curves", description = "Plot runs of bench quality --json.", mixinStandardHelpOptions = true)
final class CurvesBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Files with the output of bench quality --json.")
    private List<Path> runs;

    @Option(names = "--picture", required = true, paramLabel = "FILE.png", description = "The picture to write.")
    private Path picture;

    @Option(
            names = "--level",
            paramLabel = "NAME=BITS",
            description = "A line at BITS per character, for example a compressor's.")
    private Map<String, Double> levels = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        if (!picture.toString().endsWith(".png")) {
            throw new ParameterException(spec.commandLine(), "--picture must end with .png: " + picture);
        }
        var read = new ArrayList<JsonNode>();
        for (var run : runs) {
            read.add(read(run));
        }
        var texts = read.stream().map(CurvesBenchCommand::text).distinct().toList();
        boolean same = texts.size() == 1;
        var curves = read.stream()
                .map(run -> curve(run.path("profile").asText() + (same ? "" : ", " + text(run)), run.path("curve")))
                .toList();
        CurvePicture.write(picture, same ? texts.get(0) + ", one pass" : "One pass", curves, levels);
        return ExitCode.OK;
    }

    private JsonNode read(Path run) throws IOException {
        JsonNode json = new ObjectMapper().readTree(run.toFile());
        if (json.path("curve").size() < 2) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected what bench quality --json prints of a text, with 2 points of a curve or more; found none in "
                            + run);
        }
        return json;
    }

    private static String text(JsonNode run) {
        return "%s, %,d bytes"
                .formatted(run.path("corpus").asText(), run.path("bytes").asLong());
    }

    private static CurvePicture.Curve curve(String name, JsonNode points) {
        double[] characters = new double[points.size()];
        double[] bits = new double[points.size()];
        for (int i = 0; i < points.size(); i++) {
            characters[i] = points.path(i).path(0).asDouble();
            bits[i] = points.path(i).path(1).asDouble();
        }
        return new CurvePicture.Curve(name, characters, bits);
    }
}
