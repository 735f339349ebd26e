package io.inkstream.cli.bench;

import io.inkstream.bench.Onlooker;
import io.inkstream.bench.speed.AnotherBuild;
import io.inkstream.bench.speed.Contestants;
import io.inkstream.bench.speed.SpeedBench;
import io.inkstream.bench.speed.Standings;
import io.inkstream.bench.stand.NetworkSize;
import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is measured against what, and for how long. */
final class SpeedOptions {

    @Option(
            names = "--sizes",
            paramLabel = "SIZE",
            split = ",",
            description = {
                "Networks as [LAYERSx]NODES[/UNROLLINGS[/VOCABULARY[/BATCH]]] separated by commas. Defaults: 1 layer,"
                        + " 10 unrollings, 27 characters, 64 lanes. Or a profile's name: its network without the mixture"
                        + " (default: the command's sizes)."
            })
    private List<String> sizes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2",
            description = "Numbers of threads (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--engines",
            paramLabel = "NAME",
            split = ",",
            description = "portable, nd4j, pytorch, tensorflow, dl4j (default: all that are built).")
    private List<String> engines;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Another build of this program to compare with: a checkout or an installed folder.")
    private Path against;

    @Option(
            names = "--against-engine",
            paramLabel = "NAME",
            defaultValue = "portable",
            description = "The engine of that build (default: ${DEFAULT-VALUE}).")
    private String againstEngine;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Turns of each (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1",
            description = "Length of a turn (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "10",
            description = "Seconds of warm-up of each (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(names = "--json", description = "One JSON object instead of tables.")
    private boolean json;

    /** One of the benchmarks. */
    interface Measurement {
        Standings of(SpeedBench bench, Path home, Onlooker onlooker) throws IOException;
    }

    /** Measures and prints; the exit code says whether all took part. */
    int run(CommandSpec spec, List<String> sizesByDefault, Measurement measurement) throws IOException {
        var bench = bench(spec, sizesByDefault);
        var home = Home.folder();
        Standings standings;
        try (var progress = Progress.of("bench " + spec.name(), -1, " turns")) {
            standings = measurement.of(
                    bench, home, progress.onlooker(spec.commandLine().getErr()));
        }
        var out = spec.commandLine().getOut();
        out.print(json ? StandingsText.json(standings) : StandingsText.tables(standings));
        out.flush();
        return standings.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private SpeedBench bench(CommandSpec spec, List<String> sizesByDefault) {
        try {
            return new SpeedBench(
                    engines == null ? Contestants.engines() : engines,
                    Optional.ofNullable(against).map(folder -> AnotherBuild.in(folder, againstEngine)),
                    (sizes == null ? sizesByDefault : sizes)
                            .stream().map(NetworkSize::parse).toList(),
                    threads,
                    rounds,
                    seconds,
                    warmUp);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
