package io.inkstream.cli.admin;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Output;
import io.inkstream.ops.doctor.Doctor;
import io.inkstream.ops.doctor.Finding;
import io.inkstream.topics.BrokerUnavailableException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = {
            "Check a set-up (Java, disk, brokers, topics, rights, registry, clock) and suggest fixes.",
            "With --wait, wait for the broker first. Exit code 1 if a finding is bad."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        if (spec.commandLine().getParseResult().hasMatchedOption("--wait")) {
            awaitBroker();
        }
        var out = spec.commandLine().getOut();
        boolean bad = false;
        for (var finding : Doctor.examine(connection.configuration())) {
            bad |= finding.verdict() == Finding.Verdict.BAD;
            output.print(finding, line(finding));
            if (!finding.advice().isEmpty()) {
                output.heading("                      " + finding.advice());
            }
            out.flush();
        }
        return bad ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void awaitBroker() {
        try {
            connection.reached();
        } catch (BrokerUnavailableException e) {
            // Which is a finding.
        }
    }

    private String line(Finding finding) {
        String colour = switch (finding.verdict()) {
            case GOOD -> "green";
            case DOUBTFUL -> "yellow";
            case BAD -> "red,bold";
        };
        String verdict = "%-9s".formatted(finding.verdict().name().toLowerCase(Locale.ROOT));
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        return ansi.string("@|" + colour + " " + verdict + "|@")
                + "  %-9s  ".formatted(finding.what())
                + finding.found();
    }
}
