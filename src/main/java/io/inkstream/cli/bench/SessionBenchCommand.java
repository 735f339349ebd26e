package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.sessions.SessionBench;
import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.Progress;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "sessions",
        description = {
            "Measure memory, disk use and recovery with many sessions.",
            "A generate process answers a prompt in each session; then it is killed and restored from the"
                    + " changelog, stopped, and killed with a standby replica running. Each time, old sessions are"
                    + " continued and checked. Uses a local broker with exactly-once."
        },
        mixinStandardHelpOptions = true)
final class SessionBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Sessions, one prompt each (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "64",
            description = "Nodes of the network (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "4",
            description = "Characters of each reply (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SessionBench bench;
        try {
            bench = new SessionBench(nodes, sessions, length);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        var home = Home.folder();
        SessionBench.Result result;
        try (var progress = Progress.of("bench sessions", -1, " sessions")) {
            var onlooker = progress.onlooker(spec.commandLine().getErr());
            result = bench.run(home, spec.root().userObject().getClass().getName(), onlooker);
        }
        var out = spec.commandLine().getOut();
        out.println(json ? json(result) : text(result));
        out.flush();
        return ExitCode.OK;
    }

    private static String text(SessionBench.Result result) {
        return String.format(
                Locale.ROOT,
                """
                %s

                %,d sessions of %d nodes, %,.0f prompts answered per second
                memory, most          %8s MB
                memory, then          %8s MB
                local state           %8d MB
                answers again after
                  kill -9, restored   %8.1f s
                  a stop              %8.1f s
                  kill -9, a standby  %8.1f s
                  and no new start    %8.1f s""",
                StandingsText.line(result.machine()),
                result.bench().sessions(),
                result.bench().nodes(),
                result.bench().sessions() / result.fillSeconds(),
                shown(result.peakMegabytes()),
                shown(result.residentMegabytes()),
                result.diskMegabytes(),
                result.killedMillis() / 1000.0,
                result.stoppedMillis() / 1000.0,
                result.standbyMillis() / 1000.0,
                result.takeoverMillis() / 1000.0);
    }

    private static String shown(Optional<Long> megabytes) {
        return megabytes.map(Object::toString).orElse("?");
    }

    private static String json(SessionBench.Result result) {
        var node = JsonNodeFactory.instance.objectNode();
        node.set("machine", StandingsText.json(result.machine()));
        node.put("nodes", result.bench().nodes())
                .put("sessions", result.bench().sessions())
                .put("fillSeconds", result.fillSeconds());
        result.peakMegabytes().ifPresent(megabytes -> node.put("peakMegabytes", megabytes));
        result.residentMegabytes().ifPresent(megabytes -> node.put("residentMegabytes", megabytes));
        node.put("diskMegabytes", result.diskMegabytes())
                .put("killedMillis", result.killedMillis())
                .put("stoppedMillis", result.stoppedMillis())
                .put("standbyMillis", result.standbyMillis())
                .put("takeoverMillis", result.takeoverMillis());
        return node.toPrettyString();
    }
}
