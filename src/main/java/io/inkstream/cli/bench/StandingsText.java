package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.bench.Machine;
import io.inkstream.bench.speed.Standings;
import io.inkstream.bench.stand.NetworkSize;
import java.util.LinkedHashSet;
import java.util.Locale;

/** Standings as tables in Markdown for people, and as JSON. */
final class StandingsText {

    private StandingsText() {}

    static String tables(Standings standings) {
        var text = new StringBuilder();
        text.append("%s%n%d rounds of %s s, interleaved; spread: largest less smallest, of the median%n"
                .formatted(line(standings.machine()), standings.rounds(), standings.seconds()));
        var descriptions = new LinkedHashSet<String>();
        standings.rows().forEach(row -> descriptions.add(row.engine() + ": " + row.description()));
        descriptions.forEach(description -> text.append(description).append(System.lineSeparator()));
        text.append(
                "%n| network | sessions | engine | setting | threads | characters/s | spread |%n|---|---|---|---|---|---|---|%n"
                        .formatted());
        for (var row : standings.rows()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %d | %,.0f | %.0f %% |%n",
                    name(row.size()),
                    row.sessions() == 0 ? "" : row.sessions(),
                    row.engine(),
                    row.setting(),
                    row.threads(),
                    row.charactersPerSecond().median(),
                    100 * row.charactersPerSecond().spread()));
        }
        text.append("%n| network | sessions | ours at its best to | ratio |%n|---|---|---|---|%n".formatted());
        for (var ratio : standings.ratios()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.2f |%n",
                    name(ratio.size()),
                    ratio.sessions() == 0 ? "" : ratio.sessions(),
                    ratio.to(),
                    ratio.ratio()));
        }
        standings.failures().forEach(failure -> text.append("%nnot measured: %s%n".formatted(failure)));
        return text.toString();
    }

    static String line(Machine machine) {
        return "%s, %d processors; %s; %s"
                .formatted(machine.processor(), machine.processors(), machine.system(), machine.java());
    }

    private static String name(NetworkSize size) {
        return "%s%d nodes, T=%d, V=%d, B=%d"
                .formatted(
                        size.layers() == 1 ? "" : size.layers() + " × ",
                        size.nodes(),
                        size.unrollings(),
                        size.vocabulary(),
                        size.batch());
    }

    static String json(Standings standings) {
        var root = JsonNodeFactory.instance.objectNode();
        root.set("machine", json(standings.machine()));
        root.put("rounds", standings.rounds()).put("seconds", standings.seconds());
        var rows = root.putArray("rows");
        standings.contestants().forEach(row -> rows.add(json(row)));
        var bound = root.putArray("bound");
        standings.bounds().forEach(row -> bound.add(json(row)));
        var ratios = root.putArray("ratios");
        standings
                .ratios()
                .forEach(ratio -> ratios.add(json(ratio.size(), ratio.sessions())
                        .put("to", ratio.to())
                        .put("ratio", ratio.ratio())));
        var failures = root.putArray("failures");
        standings.failures().forEach(failures::add);
        return root.toPrettyString() + System.lineSeparator();
    }

    static ObjectNode json(Machine machine) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("processor", machine.processor())
                .put("processors", machine.processors())
                .put("system", machine.system())
                .put("java", machine.java());
    }

    private static ObjectNode json(Standings.Row row) {
        return json(row.size(), row.sessions())
                .put("engine", row.engine())
                .put("setting", row.setting())
                .put("threads", row.threads())
                .put("charsPerSecond", row.charactersPerSecond().median())
                .put("spread", row.charactersPerSecond().spread())
                .put("description", row.description());
    }

    private static ObjectNode json(NetworkSize size, int sessions) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("nodes", size.nodes())
                .put("layers", size.layers())
                .put("unrollings", size.unrollings())
                .put("vocabulary", size.vocabulary())
                .put("batch", size.batch());
        return sessions == 0 ? node : node.put("sessions", sessions);
    }
}
