package io.inkstream.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The registry's global rule for changes of schemas, which Apicurio starts without. */
final class CompatibilityRule {

    private static final Duration ONE_REQUEST = Duration.ofSeconds(5);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ONE_REQUEST)
            .build();

    private CompatibilityRule() {}

    /**
     * Sets the rule to BACKWARD where there is none; a rule that somebody chose stays.
     *
     * @param registry the address of Confluent's interface
     * @return whether the registry answered, and has a rule now
     */
    static boolean requireBackward(URI registry) throws InterruptedException {
        var config = HttpRequest.newBuilder(URI.create(registry + "/config")).timeout(ONE_REQUEST);
        try {
            var now = send(config.GET());
            if (now.statusCode() != 200) {
                return false;
            }
            if (!now.body().contains("\"NONE\"")) {
                return true;
            }
            var rule = HttpRequest.BodyPublishers.ofString("{\"compatibility\": \"BACKWARD\"}");
            return send(config.header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                    .PUT(rule))
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // not up yet
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
