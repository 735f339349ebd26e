package io.inkstream.ops;

import io.inkstream.generate.store.SessionQuery;
import io.inkstream.streams.StreamsApplication;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/** {@code GET /sessions/KEY?model=NAME}: a session of this process's generators, or where to ask for it. */
final class SessionPage {

    private final List<StreamsApplication> applications;
    private final String defaultModel;

    SessionPage(List<StreamsApplication> applications, String defaultModel) {
        this.applications = applications;
        this.defaultModel = defaultModel;
    }

    void handle(Context context) {
        String key = context.pathParam("key");
        String asked = context.queryParam("model");
        String model = asked == null ? defaultModel : asked;
        SessionQuery.Answer answer = new SessionQuery.Unknown();
        for (var application : applications) {
            var found = application.session(model, key);
            answer = answer instanceof SessionQuery.Unknown ? found : answer;
        }
        if (answer instanceof SessionQuery.Found found) {
            context.json(found.session());
        } else if (answer instanceof SessionQuery.Elsewhere elsewhere) {
            context.status(307)
                    .header(
                            "Location",
                            "%s://%s/sessions/%s?model=%s"
                                    .formatted(
                                            // All instances of an application are configured alike.
                                            context.scheme(),
                                            Utils.formatAddress(elsewhere.host(), elsewhere.port()),
                                            encoded(key),
                                            encoded(model)));
        } else if (answer instanceof SessionQuery.NotNow notNow) {
            context.status(503).json(Map.of("error", "sessions cannot be read now: " + notNow.why()));
        } else {
            context.status(404).json(Map.of("error", "there is no session " + key + " of model " + model));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
