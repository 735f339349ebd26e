package io.inkstream.http;

import io.javalin.http.Context;
import java.util.List;

/**
 * The other sites whose pages may ask: browsers are told so (CORS). Of credentials none are asked for but those that a page sends itself.
 *
 * @param origins scheme, host and port each; or {@code *} for any
 */
public record CrossOrigins(List<String> origins) {

    /** No other site's. */
    public static final CrossOrigins NONE = new CrossOrigins(List.of());

    private static final String ANY = "*";

    boolean allow(String origin) {
        return origin != null && (origins.contains(ANY) || origins.contains(origin));
    }

    /** Tells a browser what it may, where one of these pages asks; what is only such a question has its answer then. */
    void tell(Context context) {
        if (origins.isEmpty()) {
            return;
        }
        context.header("Vary", "Origin");
        String origin = context.header("Origin");
        if (!allow(origin)) {
            return;
        }
        context.header("Access-Control-Allow-Origin", origins.contains(ANY) ? ANY : origin)
                .header("Access-Control-Expose-Headers", "Retry-After");
        if ("OPTIONS".equals(context.req().getMethod()) && context.header("Access-Control-Request-Method") != null) {
            String headers = context.header("Access-Control-Request-Headers");
            context.header("Access-Control-Allow-Methods", "GET, POST").header("Access-Control-Max-Age", "600");
            if (headers != null) {
                context.header("Access-Control-Allow-Headers", headers);
            }
            context.status(204).skipRemainingHandlers();
        }
    }
}
