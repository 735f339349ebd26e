package io.inkstream.cli.prompt;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.config.Keys;
import io.inkstream.http.tls.TlsClient;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.Prompt;
import io.inkstream.topics.Clients;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "session",
        description = "Show or delete a session.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "show|delete")
public final class SessionCommand implements Runnable {

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "session needs one of: show, delete");
    }

    @Command(
            description = "Show a session as JSON. If application.server is set, any instance can be asked.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Connection connection,
            @Parameters(paramLabel = "KEY", description = "The key of the session's prompts.") String key,
            @Option(names = "--model", paramLabel = "NAME", description = "The model (default: the instance's).")
                    String model,
            @Option(
                            names = "--instance",
                            paramLabel = "URL",
                            required = true,
                            description = "The HTTP address of a generator, as in its log (http.port).")
                    URI instance)
            throws IOException, InterruptedException {
        if (instance.getHost() == null || instance.getScheme() == null) {
            throw new ParameterException(
                    spec.subcommands().get("show"),
                    "--instance must be an address, http://localhost:8083 for example: " + instance);
        }
        String query = model == null ? "" : "?model=" + encoded(model);
        var client = HttpClient.newBuilder()
                .sslContext(TlsClient.context(
                        Keys.HTTP_TLS_PREFIX,
                        connection.configuration()::string,
                        Clock.systemUTC().instant()))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        var request = HttpRequest.newBuilder(instance.resolve("/sessions/" + encoded(key) + query))
                .timeout(Duration.ofSeconds(10))
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    request.uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        spec.commandLine().getOut().println(response.body());
        return ExitCode.OK;
    }

    @Command(description = "Delete a session, after its waiting prompts.", mixinStandardHelpOptions = true)
    int delete(
            @Mixin Connection connection,
            @Parameters(paramLabel = "KEY", description = "The key of the session's prompts.") String key,
            @Option(names = "--model", paramLabel = "NAME", description = "The model (default: the key model).")
                    String model)
            throws InterruptedException {
        var configuration = connection.reached();
        // The client comes first: with it Avro is told to trust our records.
        try (var client = Clients.prompts(configuration)) {
            var wish = Prompt.newBuilder()
                    .setId(UUID.randomUUID().toString())
                    .setText("")
                    .setModel(model)
                    .setForget(true)
                    .build();
            var end = client.ask(key, wish).follow(ANSWERED_WITHIN, reply -> {});
            if (end.getFinishReason() != FinishReason.FORGOTTEN) {
                throw new IllegalStateException("the session was not forgotten: " + end.getError());
            }
        }
        spec.commandLine().getErr().println("Session " + key + " is forgotten.");
        return ExitCode.OK;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
