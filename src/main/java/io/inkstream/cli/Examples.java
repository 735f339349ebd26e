package io.inkstream.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What the help of each command ends with: lines that work as they stand. */
final class Examples {

    private static final Map<String, List<String>> BY_COMMAND = Map.ofEntries(
            Map.entry("demo", List.of("demo", "demo --corpus shakespeare.txt --port 8090 --set model.by=key")),
            Map.entry("topics", List.of("topics create --set replication.factor=3", "topics list")),
            Map.entry(
                    "train",
                    List.of(
                            "train --set bootstrap.servers=kafka:9092 --set http.port=8082",
                            "train --config my.properties --set instance.id=1",
                            "train --from model.safetensors")),
            Map.entry(
                    "schemas",
                    List.of("schemas list", "schemas check", "schemas register", "schemas register --restore")),
            Map.entry("generate", List.of("generate --set bootstrap.servers=kafka:9092 --set http.port=8083")),
            Map.entry(
                    "dashboard",
                    List.of(
                            "dashboard --set dashboard.port=8090",
                            "dashboard --set dashboard.instances=train-0:8082,generate-0:8082")),
            Map.entry("gateway", List.of("gateway", "gateway --set gateway.port=8001 --set gateway.rate=100")),
            Map.entry(
                    "session", List.of("session show alice --instance http://localhost:8083", "session delete alice")),
            Map.entry(
                    "bench", List.of("bench quality --corpus book.txt", "bench train --sizes 64/10/27/64 --seconds 1")),
            Map.entry(
                    "corpus",
                    List.of(
                            "corpus send book.txt",
                            "corpus send --from 40960 book.txt",
                            "corpus send --lines book.txt",
                            "cat *.txt | bin/inkstream corpus send -")),
            Map.entry(
                    "prompt",
                    List.of(
                            "prompt \"public \"",
                            "prompt \"Once upon \" --key alice --temperature 0.5 --stop .",
                            "prompt \"if (\" --json --seed 1")),
            Map.entry(
                    "tail",
                    List.of("tail training-metrics --from-beginning --json", "tail inkstream-dead-letters --max 5")),
            Map.entry("watch", List.of("watch", "watch --from-beginning --json --max 5")),
            Map.entry("dismiss", List.of("dismiss corpus-in-0@1957", "dismiss --undo corpus-in-0@1957")),
            Map.entry(
                    "model",
                    List.of(
                            "model list",
                            "model digest",
                            "model export model.safetensors --layout pytorch",
                            "model diff default@5000 default --text book.txt")),
            Map.entry("broker", List.of("broker --dir data", "broker --kafka-port 0 --registry-port 0")),
            Map.entry("config", List.of("config --json", "config --set profile=seed", "config --markdown")),
            Map.entry("doctor", List.of("doctor", "doctor --config my.properties --json")),
            Map.entry("completion", List.of("completion > inkstream-completion.bash")),
            Map.entry("reset", List.of("reset --yes")));

    private Examples() {}

    /** Adds them to the help of the commands that are there. */
    static CommandLine in(CommandLine commandLine) {
        commandLine.getSubcommands().forEach((name, command) -> {
            var lines = BY_COMMAND.getOrDefault(name, List.of());
            if (!lines.isEmpty()) {
                command.getCommandSpec()
                        .usageMessage()
                        .footerHeading("%nExamples:%n")
                        .footer(lines.stream().map(Examples::line).toArray(String[]::new));
            }
        });
        return commandLine;
    }

    private static String line(String example) {
        String line = example.startsWith("cat ") ? example : "bin/inkstream " + example;
        return "  " + line.replace("%", "%%");
    }
}
