package io.inkstream.cli;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.gateway.Gateway;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.InstanceServer;
import io.inkstream.ops.Metrics;
import io.inkstream.ops.dashboard.Dashboard;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Run everything on this machine: broker, registry, trainer, generator, gateway, dashboard and a text.",
            "A second start in the same folder continues where the first one stopped."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private LocalOptions local;

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            description =
                    "The text to stream in, UTF-8 or a jar of Java sources (default: Kafka Streams' own source code).")
    private Path corpus;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "The dashboard's port; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key of the configuration.")
    private Map<String, String> settings = new LinkedHashMap<>();

    private final AtomicBoolean stopping = new AtomicBoolean();

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Refused before anything is started.
        var wanted = Configuration.load(settings, System.getenv(), Optional.empty());
        var text = corpus == null ? Home.folder().resolve("corpus/kafka-streams-sources.jar") : corpus;
        DemoFeed.requireReadable(text);

        say("Starting a broker and a schema registry in " + local.directory() + " ...");
        var stack = LocalStack.start(Home.folder(), local.directory(), local.kafkaPort(), local.registryPort());
        var end = new Ending();
        Running.atShutdown(() -> {
            stopping.set(true);
            end.close();
            stack.close();
        });
        var configuration = wanted.with(stack.settings())
                .with(Map.of(Keys.STATE_DIR, local.directory().resolve("state").toString()));
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        var metrics = end.with(new Metrics(configuration));
        var trainer = end.with(metrics.trainer(configuration));
        var generator = end.with(metrics.generator(configuration));
        var server = end.with(InstanceServer.start(configuration, metrics));
        var dashboard = end.with(Dashboard.start(configuration.with(Map.of(
                Keys.DASHBOARD_PORT,
                Integer.toString(port),
                Keys.DASHBOARD_INSTANCES,
                server.port() < 0 ? "" : "127.0.0.1:" + server.port()))));
        LOG.info("{}", StartLine.of(configuration, List.of(trainer, generator), server));
        trainer.start();
        generator.start();
        var feed = end.with(new DemoFeed(configuration, text));
        feed.start();
        var gateway = end.with(gateway(configuration));
        sayHow(configuration, text, dashboard.address(), gateway.address());
        return watch(configuration, trainer, generator, feed);
    }

    private void sayHow(Configuration c, Path text, String dashboard, String completions) {
        say("");
        say("  Dashboard        " + dashboard);
        say("  Learning from    " + text.getFileName() + ", streamed into corpus-in");
        say("  Broker           " + c.string(Keys.BOOTSTRAP_SERVERS));
        say("  Schema registry  " + c.string(Keys.SCHEMA_REGISTRY_URL));
        say("  Completions      " + completions);
        say("");
        say("In another terminal:");
        say("  bin/inkstream prompt \"public \"" + otherPorts(c));
        say("  bin/inkstream tail training-metrics" + otherPorts(c));
        say("");
        say("Ctrl-C stops it; the next start continues from there.");
        say("");
    }

    /** On another port where the usual one is taken and none was asked for. */
    private Gateway gateway(Configuration c) {
        try {
            return Gateway.start(c);
        } catch (IllegalStateException e) {
            if (settings.containsKey(Keys.GATEWAY_PORT)) {
                throw e;
            }
            return Gateway.start(c.with(Map.of(Keys.GATEWAY_PORT, "0")));
        }
    }

    /** What the other commands must be told where the ports are not the default ones. */
    private static String otherPorts(Configuration c) {
        var options = new StringBuilder();
        var usual = Configuration.load(Map.of(), Map.of(), Optional.empty());
        for (String key : new String[] {Keys.BOOTSTRAP_SERVERS, Keys.SCHEMA_REGISTRY_URL}) {
            if (!c.string(key).replace("127.0.0.1", "localhost").equals(usual.string(key))) {
                options.append(" --set ").append(key).append('=').append(c.string(key));
            }
        }
        return options.toString();
    }

    /** Prints reports until something ends. */
    private int watch(
            Configuration configuration, StreamsApplication trainer, StreamsApplication generator, DemoFeed feed)
            throws InterruptedException {
        var serde = AvroSerdes.values(configuration);
        try (var reports = new TopicReader(configuration, TopicNames.METRICS)) {
            reports.toEnd();
            while (!stopping.get()) {
                for (var record : reports.poll(Duration.ofMillis(200))) {
                    var report = (TrainingReport)
                            serde.deserializer().deserialize(TopicNames.METRICS, record.headers(), record.value());
                    say(ReportText.of(report));
                }
                var reason = trainer.reason()
                        .or(generator::reason)
                        .or(() -> feed.error().map(Throwable::getMessage));
                if (reason.isPresent() && !stopping.get()) {
                    throw new IllegalStateException("the demo cannot continue: " + reason.get());
                }
            }
        }
        return ExitCode.OK;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
