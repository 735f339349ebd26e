package io.inkstream.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.function.UnaryOperator;

/** Serves figures in the format that is asked for: OpenMetrics where {@code Accept} has it, Prometheus' text format otherwise. */
public final class MetricsPage implements Handler {

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final UnaryOperator<String> scrape;

    /** @param scrape makes all figures in the format of a content type */
    public MetricsPage(UnaryOperator<String> scrape) {
        this.scrape = scrape;
    }

    @Override
    public void handle(Context context) {
        String accept = context.header("Accept");
        String type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
        context.contentType(type).result(scrape.apply(type));
    }
}
