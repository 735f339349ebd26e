package io.inkstream.ops.dashboard;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The files of uPlot, out of its WebJar. */
final class WebJarFiles {

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/";
    private static final String UPLOT_PROPERTIES = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private WebJarFiles() {}

    static void install(RoutesConfig routes) {
        String folder = UPLOT + version() + "/dist/";
        serve(routes, folder, "uPlot.esm.js", "text/javascript");
        serve(routes, folder, "uPlot.min.css", "text/css");
    }

    private static void serve(RoutesConfig routes, String folder, String file, String type) {
        routes.get(
                "/uplot/" + file,
                context -> context.contentType(type)
                        .header("Cache-Control", "max-age=86400")
                        .result(WebJarFiles.class.getResourceAsStream(folder + file)));
    }

    private static String version() {
        try (var in = WebJarFiles.class.getResourceAsStream(UPLOT_PROPERTIES)) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
