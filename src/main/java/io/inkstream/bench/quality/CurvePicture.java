package io.inkstream.bench.quality;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves of {@link OnePass} in one picture, and levels to compare them with. Needs no screen. */
public final class CurvePicture {

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 720;
    private static final Color[] INKS = {
        new Color(0x2b55b8), new Color(0x9a5b00), new Color(0x17713a), new Color(0xb02318), new Color(0x6b3fa0)
    };
    private static final Color GREY = new Color(0x5d6572);
    private static final float[][] DASHES = {{7, 5}, {2, 4}, {12, 4, 2, 4}, {4, 8}};
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 17);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);

    private CurvePicture() {}

    /**
     * A curve.
     *
     * @param name in the legend, where its last point stands beside it
     * @param characters of each point, rising; at least 2
     * @param bitsPerCharacter of each point, over all characters so far
     */
    public record Curve(String name, double[] characters, double[] bitsPerCharacter) {

        double last() {
            return bitsPerCharacter[bitsPerCharacter.length - 1];
        }

        double end() {
            return characters[characters.length - 1];
        }
    }

    /**
     * Draws the picture and writes it as PNG.
     *
     * @param levels bits per character to compare with, by name
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, String title, List<Curve> curves, Map<String, Double> levels)
            throws IOException {
        System.setProperty("java.awt.headless", "true");
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("characters learned")
                .yAxisTitle("bits per character, mean from the first character on")
                .build();
        style(chart);
        for (int i = 0; i < curves.size(); i++) {
            var curve = curves.get(i);
            var series = chart.addSeries(named(curve.name, curve.last()), curve.characters, curve.bitsPerCharacter);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(INKS[i % INKS.length]);
            series.setLineStyle(new BasicStroke(2.6f));
        }
        double end = curves.stream().mapToDouble(Curve::end).max().orElseThrow();
        int dash = 0;
        for (var level : levels.entrySet()) {
            var series = chart.addSeries(named(level.getKey(), level.getValue()), new double[] {0, end}, new double[] {
                level.getValue(), level.getValue()
            });
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(GREY);
            series.setLineStyle(new BasicStroke(
                    1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, DASHES[dash++ % DASHES.length], 0));
        }
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static String named(String name, double bits) {
        return String.format(Locale.ROOT, "%s: %.3f", name, bits);
    }

    private static void style(XYChart chart) {
        var style = chart.getStyler();
        style.setLocale(Locale.ROOT);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(new Color(0xdfdcd5));
        style.setChartTitleFont(TITLE);
        style.setAxisTitleFont(TEXT);
        style.setAxisTickLabelsFont(TEXT);
        style.setLegendFont(TEXT);
        style.setLegendPosition(LegendPosition.InsideNE);
        style.setLegendBorderColor(new Color(0xdfdcd5));
        style.setXAxisMin(0.0);
        style.setXAxisDecimalPattern("#,###");
        style.setYAxisDecimalPattern("0.0");
    }
}
