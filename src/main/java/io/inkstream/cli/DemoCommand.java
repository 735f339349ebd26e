package io.inkstream.cli;

import io.inkstream.cli.service.Running;
import io.inkstream.cli.service.StartLine;
import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.LocalOptions;
import io.inkstream.cli.terminal.Port;
import io.inkstream.cli.terminal.ReportText;
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
import io.inkstream.train.loop.FirstSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
            converter = Port.class,
            defaultValue = "8080",
            description = "The dashboard's port; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--kill",
            description =
                    "Kill the trainer with SIGKILL while it trains, restart it, check that the model is bit for bit the"
                            + " one of a run without the kill, and exit.")
    private boolean kill;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key of the configuration.")
    private Map<String, String> settings = new LinkedHashMap<>();

    private LocalStack stack;
    private volatile LearningStatus status;
    private final AtomicBoolean stopping = new AtomicBoolean();

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Refused before anything is started.
        var wanted = Configuration.load(settings, System.getenv(), Optional.empty());
        var text = corpus == null ? Home.demoText() : corpus;
        DemoFeed.requireReadable(text);

        var line = StatusLine.begin(spec.commandLine().getOut());
        startStack(line);
        var end = new Ending();
        Running.atShutdown(() -> stop(line, end));
        var configuration = wanted.with(stack.settings())
                .with(Map.of(Keys.STATE_DIR, local.directory().resolve("state").toString()));
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        return kill ? kill(configuration, text, line, end) : show(configuration, text, line, end);
    }

    private void startStack(StatusLine line) {
        String what = "Starting a broker and a schema registry in " + local.directory();
        line.say(what + " ...");
        long begin = System.nanoTime();
        line.show(() -> "starting, " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + " s");
        stack = LocalStack.start(Home.folder(), local.directory(), local.kafkaPort(), local.registryPort());
    }

    private int show(Configuration configuration, Path text, StatusLine line, Ending end)
            throws IOException, InterruptedException {
        var metrics = end.with(new Metrics(configuration));
        var trainer = end.with(metrics.trainer(configuration));
        var generator = end.with(metrics.generator(configuration));
        var server = end.with(InstanceServer.start(configuration, metrics));
        var dashboard = end.with(Dashboard.start(configuration.with(Map.of(
                Keys.DASHBOARD_PORT,
                Integer.toString(port),
                Keys.DASHBOARD_INSTANCES,
                server.port() < 0 ? "" : "127.0.0.1:" + server.port()))));
        LoggerFactory.getLogger(DemoCommand.class)
                .info("{}", StartLine.of(configuration, List.of(trainer, generator), server));
        trainer.start();
        generator.start();
        var feed = end.with(new DemoFeed(configuration, text));
        feed.start();
        var gateway = end.with(gateway(configuration));
        sayHow(line, configuration, text, dashboard.address(), gateway.address(), server.address());
        status = new LearningStatus(metrics, System::nanoTime);
        line.show(status);
        return watch(line, configuration, trainer, generator, feed);
    }

    /** Learns in a process that can be killed. */
    private int kill(Configuration configuration, Path text, StatusLine line, Ending end) throws IOException {
        var told = new LinkedHashMap<>(settings);
        told.putAll(stack.settings());
        told.put(Keys.STATE_DIR, configuration.string(Keys.STATE_DIR));
        told.put(Keys.HTTP_PORT, "-1");
        KillShow.Shown shown;
        try (var feed = new DemoFeed(configuration, text)) {
            feed.start();
            line.show(() -> "");
            shown = new KillShow(configuration, told, local.directory().resolve("trainer.log"), line::say).run();
        }
        line.close();
        var verify = new ArrayList<>(List.of("model", "verify", "--from", Long.toString(shown.from())));
        verify.addAll(List.of("--to", Long.toString(shown.to())));
        told.forEach((key, value) -> verify.addAll(List.of("--set", key + "=" + value)));
        int outcome = Inkstream.execute(
                Inkstream.commandLine()
                        .setOut(spec.commandLine().getOut())
                        .setErr(spec.commandLine().getErr()),
                verify.toArray(String[]::new));
        line.say(
                outcome == ExitCode.OK
                        ? "The digests are equal: the kill did not change a bit of the model."
                        : "The digests could not be shown to be equal; see the line above for the reason.");
        return outcome;
    }

    private void stop(StatusLine line, Ending end) {
        stopping.set(true);
        line.close();
        end.close();
        stack.close();
        if (status != null && status.step() >= 0) {
            line.say("Stopped after step %,d. To continue from there: %s".formatted(status.step(), again()));
            line.say("Its data is in " + local.directory() + "; without that folder it starts over.");
        }
    }

    /** The command line as it was given. */
    private String again() {
        return "bin/inkstream"
                + spec.root().commandLine().getParseResult().originalArgs().stream()
                        .map(word ->
                                " " + (word.matches("[\\w./:=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'"))
                        .collect(Collectors.joining());
    }

    private void sayHow(
            StatusLine line, Configuration c, Path text, String dashboard, String completions, String instance) {
        line.say("");
        line.say("  Dashboard        " + dashboard);
        line.say("  Learning from    " + text.getFileName() + ", streamed into corpus-in");
        line.say("  Broker           " + c.string(Keys.BOOTSTRAP_SERVERS));
        line.say("  Schema registry  " + c.string(Keys.SCHEMA_REGISTRY_URL));
        line.say("  Completions      " + completions);
        line.say("  Metrics, health  " + instance + "/metrics, " + instance + "/health/ready");
        line.say("");
        line.say("In another terminal:");
        line.say("  bin/inkstream prompt \"public \"" + otherPorts(c));
        line.say("  bin/inkstream tail training-metrics" + otherPorts(c));
        line.say("");
        line.say("Ctrl-C stops it; the next start continues from there.");
        line.say("");
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

    /** Shows reports until something ends: all of them, or on a terminal the newest, and the samples of a few. */
    private int watch(
            StatusLine line,
            Configuration configuration,
            StreamsApplication trainer,
            StreamsApplication generator,
            DemoFeed feed)
            throws InterruptedException {
        var serde = AvroSerdes.values(configuration);
        try (var reports = new TopicReader(configuration, TopicNames.METRICS)) {
            reports.toEnd();
            while (!stopping.get()) {
                for (var record : reports.poll(Duration.ofMillis(200))) {
                    var report = (TrainingReport)
                            serde.deserializer().deserialize(TopicNames.METRICS, record.headers(), record.value());
                    status.take(report);
                    if (!line.isDrawn() || FirstSteps.isMilestone(report.getStep())) {
                        line.say(ReportText.of(report));
                    }
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
}
