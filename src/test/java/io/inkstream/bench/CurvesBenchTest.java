package io.inkstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.cli.CommandLineRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of curves, looked at pixel by pixel. */
final class CurvesBenchTest {

    private static final int FIRST_INK = 0x2b55b8;
    private static final int SECOND_INK = 0x9a5b00;

    @TempDir
    private Path folder;

    @Test
    void each_run_is_a_curve_that_goes_where_its_figures_go() throws Exception {
        var falling = run("a.json", "small", "[1000,4.0],[2000,3.0],[3000,2.0]");
        var level = run("b.json", "large", "[1000,3.5],[2000,3.5],[3000,3.5]");
        var picture = folder.resolve("curves.png");

        var result = bench("curves", falling, level, "--picture", picture.toString(), "--level", "gzip=3.11");

        assertThat(result.exitCode()).as(result.err()).isZero();
        var image = ImageIO.read(picture.toFile());
        assertThat(image.getWidth()).isEqualTo(1200);
        int left = leftmost(image, FIRST_INK);
        int middle = 600;
        int end = lastInPlot(image, SECOND_INK, row(image, SECOND_INK, middle));
        assertThat(row(image, FIRST_INK, left + 20))
                .as("4 bits stand above 3.5")
                .isLessThan(row(image, SECOND_INK, left + 20));
        assertThat(row(image, FIRST_INK, end - 20))
                .as("2 bits stand below 3.5")
                .isGreaterThan(row(image, SECOND_INK, end - 20) + 100);
    }

    @Test
    void what_is_no_run_is_refused_by_name() throws Exception {
        var other = Files.writeString(folder.resolve("other.json"), "{\"blocks\": []}");
        var refused = bench("curves", other.toString(), "--picture", "x.png");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("bench quality --json", "other.json");
        assertThat(bench("curves", other.toString(), "--picture", "x.gif").err())
                .contains("must end with .png: x.gif");
    }

    private static CommandLineRun.Result bench(String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "bench";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new CommandLineRun(Map.of()).alone(all);
    }

    private String run(String name, String profile, String points) throws IOException {
        String json =
                "{\"corpus\":\"text\",\"bytes\":3000,\"profile\":\"%s\",\"curve\":[%s]}".formatted(profile, points);
        return Files.writeString(folder.resolve(name), json).toString();
    }

    private static int leftmost(BufferedImage image, int ink) {
        return IntStream.range(0, image.getWidth())
                .filter(x -> has(image, ink, x))
                .findFirst()
                .orElseThrow();
    }

    private static boolean has(BufferedImage image, int ink, int x) {
        return IntStream.range(0, image.getHeight()).anyMatch(y -> (image.getRGB(x, y) & 0xffffff) == ink);
    }

    /** The lowest row in which a column has this ink: the legend is above the curves. */
    private static int row(BufferedImage image, int ink, int x) {
        return IntStream.range(0, image.getHeight())
                .filter(y -> (image.getRGB(x, y) & 0xffffff) == ink)
                .max()
                .orElseThrow();
    }

    private static int lastInPlot(BufferedImage image, int ink, int row) {
        return IntStream.range(0, image.getWidth())
                .filter(x -> (image.getRGB(x, row) & 0xffffff) == ink)
                .max()
                .orElseThrow();
    }
}
